package io.quotastack.standalone.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.data.LastSeen;

/** A data directory whose process is stopped: whether the next start can use it. */
final class InstallationCheck {

    private InstallationCheck() {}

    static List<Finding> ofStopped(DataDirectory directory) {
        List<Finding> findings = new ArrayList<>();
        try {
            Installation installation = Installation.asFound(directory);
            findings.add(Finding.ok("installation", directory.path() + ", stopped, "
                    + (installation.partitions() == 1 ? "1 partition" : installation.partitions() + " partitions")));
        } catch (CannotStartException e) {
            findings.add(Finding.wrong("installation", String.valueOf(e.getMessage()), "as it says"));
        }
        findings.add(clock(directory));
        findings.add(credentials(directory.path()));
        return findings;
    }

    private static Finding clock(DataDirectory directory) {
        var clock = new SteadyClock();
        try {
            LastSeen.expect(directory, clock, false);
            return Finding.ok("clock", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        } catch (CannotStartException e) {
            return Finding.wrong("clock", String.valueOf(e.getMessage()), "set the clock right");
        }
    }

    /** The file with the first keys, which may have been moved away. */
    static Finding credentials(Path directory) {
        Path file = directory.resolve(Credentials.FILE);
        try {
            if (Credentials.in(file).isEmpty()) {
                return Finding.ok("credentials", "kept elsewhere");
            }
            boolean isPosix = Files.getFileStore(file).supportsFileAttributeView("posix");
            String permissions = isPosix ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) : "";
            return !isPosix || permissions.endsWith("------")
                    ? Finding.ok("credentials", file.toString())
                    : Finding.wrong("credentials", file + " is " + permissions + ": others may read the keys",
                            "chmod 600 " + file);
        } catch (CannotStartException | IOException e) {
            return Finding.wrong("credentials", String.valueOf(e.getMessage()), "as it says");
        }
    }
}
