package io.quotastack.standalone.backup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.DiskSpace;
import io.quotastack.nodes.start.Progress;

/** Copies files onto the disk, takes their checksums, and says now and then how far it is. */
final class Copying {

    private static final int BUFFER = 1 << 20;
    private static final long SAY_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final double MEBIBYTE = 1 << 20;

    private final Progress progress;
    private final long total;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long copied;
    private long saidAt = System.nanoTime();

    private Copying(Progress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    /**
     * Of so many bytes to a directory that has to have room for them.
     *
     * @throws BackupFailedException it has not
     */
    static Copying into(Path directory, long total, Progress progress) throws IOException {
        expectRoom(directory, total, 0);
        return new Copying(progress, total);
    }

    /** The same beside an installation, whose process takes no writes when too little of its disk is free. */
    static Copying into(Path directory, long total, Progress progress, Path beside) throws IOException {
        FileStore store = Files.getFileStore(directory);
        boolean onItsDisk = store.equals(Files.getFileStore(beside));
        expectRoom(directory, total, onItsDisk ? DiskSpace.minFreeOf(store.getTotalSpace()) : 0);
        return new Copying(progress, total);
    }

    private static void expectRoom(Path directory, long total, long keptFree) throws IOException {
        long room = Files.getFileStore(directory).getUsableSpace();
        if (room < total + keptFree) {
            throw new BackupFailedException(directory + " has room for " + size(room) + ", and " + size(total)
                    + " are needed" + (keptFree == 0
                            ? ""
                            : ", and " + size(keptFree) + " are to be kept free for the process on the same disk:"
                                    + " back up to another one"));
        }
    }

    /** Copies the first bytes of a file into a new one; answers their checksum, in hex. */
    String copy(FileChannel from, long length, Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        MessageDigest checksum = sha256();
        try (FileChannel file = DurableFile.createForOwner(to)) {
            for (long at = 0; at < length;) {
                buffer.clear().limit((int) Math.min(BUFFER, length - at));
                int read = from.read(buffer, at);
                if (read < 0) {
                    throw new EOFException(to.getFileName() + " became shorter while it was copied");
                }
                checksum.update(buffer.flip().duplicate());
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                at += read;
                copied += read;
                sayNowAndThen();
            }
            file.force(true);
        }
        return HexFormat.of().formatHex(checksum.digest());
    }

    private void sayNowAndThen() {
        if (System.nanoTime() - saidAt > SAY_EVERY_NANOS) {
            saidAt = System.nanoTime();
            progress.say("  copied " + size(copied) + " of " + size(total));
        }
    }

    /** {@code 12.5 MiB}. */
    static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
    }

    /** Puts the names of all files below on the disk too. */
    static void force(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                DurableFile.forceNames(folder);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
