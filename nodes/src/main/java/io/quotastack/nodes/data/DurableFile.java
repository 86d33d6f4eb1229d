package io.quotastack.nodes.data;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small file that is there whole or not at all, also after a power cut, and that only its owner may read. */
public final class DurableFile {

    private DurableFile() {}

    /** Writes beside the file, forces to disk, then renames over it. */
    public static void write(Path file, String content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (var channel = createForOwner(beside)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceNames(parentOf(file));
    }

    private static Path parentOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException(file + " is no file"));
    }

    /** A file that is not there yet and that only its owner may read, to be written. */
    public static FileChannel createForOwner(Path file) throws IOException {
        return FileChannel.open(file, Set.of(CREATE_NEW, WRITE), ownerOnly());
    }

    /** Puts the names in a directory on the disk: without this, what was made, renamed or deleted could come back with the power. */
    public static void forceNames(Path directory) throws IOException {
        if (posix()) {
            try (var names = FileChannel.open(directory, READ)) {
                names.force(true);
            }
        }
    }

    /** Deletes a file for good, also after a power cut. */
    public static void delete(Path file) throws IOException {
        Files.delete(file);
        forceNames(parentOf(file));
    }

    private static FileAttribute<?>[] ownerOnly() {
        return posix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
