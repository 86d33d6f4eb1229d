package io.quotastack.standalone.backup;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.Progress;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.data.MasterKeyFile;

/** Makes a data directory of a backup, all of it or none that starts. */
final class Restore {

    private static final Set<String> ITS_OWNERS_ALONE = Set.of(MasterKeyFile.FILE, Credentials.FILE);

    private final Path backup;
    private final Path data;
    private final Progress progress;

    Restore(Path backup, Path data, Progress progress) {
        this.backup = backup.toAbsolutePath().normalize();
        this.data = data.toAbsolutePath().normalize();
        this.progress = progress;
    }

    /** Copies it, each file compared with its checksum; answers what was restored. */
    Manifest run() throws IOException {
        Manifest manifest = Manifest.of(backup);
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.list(data)) {
                if (files.findAny().isPresent()) {
                    throw new BackupFailedException(data + " is not empty: restore into a new directory (--data-dir)");
                }
            }
        }
        progress.say("restoring " + backup + " of " + manifest.takenAt() + " into " + data);
        try (DataDirectory directory = DataDirectory.open(data)) {
            var copying = new Copying(progress, manifest.bytes(), data);
            // Without this one it does not start, so it comes last.
            List<Manifest.Part> inOrder = manifest.files().stream()
                    .sorted(Comparator.comparing(part -> part.path().equals(Installation.FILE))).toList();
            for (Manifest.Part part : inOrder) {
                restore(part, directory, copying);
            }
            Copying.force(data);
        }
        return manifest;
    }

    private void restore(Manifest.Part part, DataDirectory directory, Copying copying) throws IOException {
        Path from = inside(backup, part);
        Path to = inside(directory.path(), part);
        try (FileChannel channel = FileChannel.open(from, READ)) {
            if (channel.size() != part.length() || !copying.copy(channel, part.length(), to).equals(part.sha256())) {
                throw damaged(from + " does not have the checksum that it had when the backup was taken");
            }
        } catch (NoSuchFileException e) {
            throw damaged(e.getFile() + " is missing");
        }
        if (ITS_OWNERS_ALONE.contains(part.path())
                && FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private BackupFailedException damaged(String what) {
        return new BackupFailedException("the backup is damaged: " + what + "; delete " + data
                + ", which does not start, and restore another backup");
    }

    private static Path inside(Path directory, Manifest.Part part) {
        Path path = directory.resolve(part.path()).normalize();
        if (!path.startsWith(directory) || path.equals(directory)) {
            throw new BackupFailedException("the backup is damaged: " + part.path() + " is outside of it");
        }
        return path;
    }
}
