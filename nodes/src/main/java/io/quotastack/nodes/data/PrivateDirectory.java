package io.quotastack.nodes.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that its owner alone may look into, since it has keys and all that customers bought. */
public final class PrivateDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /** Makes it if there is none. One that is there may be open to others on purpose: that is said, and left as it is. */
    public static void make(Path directory) throws IOException {
        boolean posix = DurableFile.posix();
        if (!Files.exists(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory,
                    posix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                            : new FileAttribute<?>[0]);
            return;
        }
        Files.createDirectories(directory); // which refuses what is there and is none
        if (posix && !OWNERS.containsAll(Files.getPosixFilePermissions(directory))) {
            LOG.warn("others than its owner may look into {} ({}): chmod 700 it, unless that is meant to be", directory,
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        }
    }
}
