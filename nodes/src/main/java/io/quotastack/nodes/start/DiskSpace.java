package io.quotastack.nodes.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.gateway.App;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.app.WriteGate;

/**
 * Looks how much room a directory's file system has, and closes the gate of writes before there is none: a broker that
 * cannot write ends the process, and cannot start again. What was taken before still needs room, and so do compactions, so
 * it closes early. It opens by itself when there is a little more than it closes at, so that it does not flap.
 */
public final class DiskSpace implements App, WriteGate {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long MEBIBYTE = 1L << 20;
    private static final long MOST_MORE = 256 * MEBIBYTE;
    private static final long DEFAULT_MIN_FREE = 1L << 30;
    /** On a small file system, so much of it at the most. */
    private static final int DEFAULT_SHARE = 10;

    private final Path directory;
    private final Space space;
    private final OptionalLong asked;
    private final PollingThread thread = new PollingThread("disk-space", this::look);
    private volatile long free = Long.MAX_VALUE;
    private volatile boolean isShort;

    /** What is asked of a file system. */
    interface Space {

        long free() throws IOException;

        long total() throws IOException;
    }

    private record OfDirectory(Path directory) implements Space {
        @Override
        public long free() throws IOException {
            return Files.getFileStore(directory).getUsableSpace();
        }

        @Override
        public long total() throws IOException {
            return Files.getFileStore(directory).getTotalSpace();
        }
    }

    /**
     * Of a directory that is there.
     *
     * @param minFreeMebibytes how much has to be free for writes; by default 1 GiB, or a tenth of a smaller file system
     */
    public DiskSpace(Path directory, Optional<Integer> minFreeMebibytes, MeterRegistry metrics) {
        this(directory, new OfDirectory(directory), minFreeMebibytes, metrics);
    }

    DiskSpace(Path directory, Space space, Optional<Integer> minFreeMebibytes, MeterRegistry metrics) {
        this.directory = directory;
        this.space = space;
        this.asked = minFreeMebibytes.map(mebibytes -> OptionalLong.of(mebibytes * MEBIBYTE))
                .orElseGet(OptionalLong::empty);
        Gauge.builder("quotastack.disk.free.bytes", this, disk -> disk.free)
                .description("Bytes left of the disk of the data or state directory").register(metrics);
        Gauge.builder("quotastack.disk.short", this, disk -> disk.isShort ? 1 : 0)
                .description("1 while no writes are taken, since the disk is nearly full").register(metrics);
        look();
    }

    @Override
    public void start() {
        thread.start();
    }

    Duration look() {
        try {
            free = space.free();
            long minFree = asked.orElse(minFreeOf(space.total()));
            if (!isShort && free < minFree) {
                isShort = true;
                LOG.error("the file system of {} has {} MiB left, and {} MiB are to be kept free: no writes are taken,"
                        + " reads go on; make room, and writes are taken again from {} MiB on", directory,
                        free / MEBIBYTE, minFree / MEBIBYTE, again(minFree) / MEBIBYTE);
            } else if (isShort && free >= again(minFree)) {
                isShort = false;
                LOG.warn("the file system of {} has {} MiB left again: writes are taken", directory, free / MEBIBYTE);
            }
            return LOOK_EVERY;
        } catch (IOException e) {
            throw new UncheckedIOException("the file system of " + directory + " does not tell its room", e);
        }
    }

    /** How much of a file system of that size is to be kept free when nobody says otherwise. */
    public static long minFreeOf(long total) {
        return Math.min(DEFAULT_MIN_FREE, total / DEFAULT_SHARE);
    }

    private static long again(long minFree) {
        return minFree + Math.min(minFree / 4, MOST_MORE);
    }

    @Override
    public Optional<String> closed() {
        return isShort ? Optional.of("the disk is nearly full, so no writes are taken") : Optional.empty();
    }

    /** It can be started with; a disk that is short is told by {@link #isReady}. */
    @Override
    public boolean isReady() {
        return !isShort;
    }

    @Override
    public void close() {
        thread.close();
    }
}
