package io.quotastack.standalone.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quotastack.nodes.start.DiskSpace;

/** How much room a directory's file system has, and how fast it makes a write durable. */
final class DiskCheck {

    private static final long MEBIBYTE = 1L << 20;
    private static final int WRITES = 50;
    private static final int BYTES = 4_096;
    /** Each answer waits for one, together with others. */
    private static final double SLOW_MILLIS = 10;

    private DiskCheck() {}

    /** @param directory may not be there yet: then it is the next one above it that is */
    static List<Finding> of(Path directory) {
        Path asked = directory.toAbsolutePath().normalize();
        Path there = Stream.iterate(asked, Objects::nonNull, Path::getParent).filter(Files::isDirectory).findFirst()
                .orElse(asked);
        return List.of(room(there), fsync(there));
    }

    private static Finding room(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            long free = store.getUsableSpace();
            long kept = DiskSpace.minFreeOf(store.getTotalSpace());
            String found = free / MEBIBYTE + " MiB free of " + store.getTotalSpace() / MEBIBYTE;
            if (free < kept) {
                return Finding.wrong("disk", found, "make room: below " + kept / MEBIBYTE
                        + " MiB no writes are taken (--min-free-mib)");
            }
            return free < 2 * kept
                    ? Finding.warning("disk", found,
                            "make room soon: below " + kept / MEBIBYTE + " MiB no writes are taken")
                    : Finding.ok("disk", found);
        } catch (IOException e) {
            return Finding.wrong("disk", e.toString(), "make " + directory + " readable");
        }
    }

    private static Finding fsync(Path directory) {
        try {
            Path file = Files.createTempFile(directory, "doctor", ".tmp");
            try {
                double[] millis = timed(file);
                String found = String.format(Locale.ROOT, "%.1f ms in the middle, %.1f ms at the worst of %d",
                        millis[WRITES / 2], millis[WRITES - 1], WRITES);
                return millis[WRITES / 2] > SLOW_MILLIS
                        ? Finding.warning("fsync", found,
                                "every answer waits for the disk: use a faster one, or see --no-fsync")
                        : Finding.ok("fsync", found);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return Finding.wrong("fsync", e.toString(), "make " + directory + " writable for who runs QuotaStack");
        }
    }

    private static double[] timed(Path file) throws IOException {
        double[] millis = new double[WRITES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long began = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
                millis[i] = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
            }
        }
        Arrays.sort(millis);
        return millis;
    }
}
