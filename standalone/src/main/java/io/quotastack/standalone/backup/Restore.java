package io.quotastack.standalone.backup;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.Progress;
import io.quotastack.standalone.data.Installation;

/** Makes a data directory of a backup, all of it or none that starts: a file says so until all is on the disk. */
final class Restore {

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
            var copying = Copying.into(data, manifest.bytes(), progress);
            Path unfinished = directory.resolve(Installation.UNFINISHED_RESTORE);
            DurableFile.write(unfinished, backup + "\n");
            for (Manifest.Part part : manifest.files()) {
                restore(part, directory, copying);
            }
            Copying.force(data);
            DurableFile.delete(unfinished);
        }
        return manifest;
    }

    private void restore(Manifest.Part part, DataDirectory directory, Copying copying) throws IOException {
        Path from = inside(backup, part);
        try (FileChannel channel = FileChannel.open(from, READ)) {
            if (channel.size() != part.length()
                    || !copying.copy(channel, part.length(), inside(directory.path(), part)).equals(part.sha256())) {
                throw damaged(from + " does not have the checksum that it had when the backup was taken");
            }
        } catch (NoSuchFileException e) {
            throw damaged(e.getFile() + " is missing");
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
