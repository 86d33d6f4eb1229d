package io.quotastack.standalone.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.quotastack.nodes.start.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack backup}: copies an installation, beside its process or stopped. */
@Command(name = "backup", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Copies all that cannot be made again of a data directory, as of one instant, beside a running process or a stopped one. The copy has the keys of the installation in plain text.")
public final class BackupCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "Where the backup goes: a new or an empty directory.")
    private Path backup = Path.of("");

    @Option(names = "--data-dir", paramLabel = "DATA", description = "The installation; its process may run.")
    private Path dataDirectory = Path.of("data");

    @Override
    public Integer call() throws IOException {
        try {
            var progress = new Progress(System.out);
            Manifest taken = new Backup(dataDirectory, backup, progress).take();
            progress.say("quotastack backup of " + taken.takenAt() + " in " + backup + ": " + taken.files().size()
                    + " files, " + Copying.size(taken.bytes()) + ", in " + progress.total());
            return 0;
        } catch (BackupFailedException e) {
            System.err.println("quotastack: cannot back up: " + e.getMessage());
            return 1;
        }
    }
}
