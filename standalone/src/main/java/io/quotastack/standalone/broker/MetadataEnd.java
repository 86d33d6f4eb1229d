package io.quotastack.standalone.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.quotastack.platform.app.PollingThread;

/** Writes down how far the controller's own log reached, every few seconds, as the broker does of all others. */
final class MetadataEnd implements AutoCloseable {

    private static final Duration WRITE_EVERY = Duration.ofSeconds(5);

    private final Path dataDirectory;
    private final KnownEnds known;
    private final Supplier<OptionalLong> end;
    private final PollingThread thread = new PollingThread("known-ends", this::look);
    private long written = -1;

    /** @param end up to where it is on the disk, if that is known yet */
    MetadataEnd(Path dataDirectory, KnownEnds known, Supplier<OptionalLong> end) {
        this.dataDirectory = dataDirectory;
        this.known = known;
        this.end = end;
    }

    void start() {
        thread.start();
    }

    private Duration look() {
        write();
        return WRITE_EVERY;
    }

    private synchronized void write() {
        long now = end.get().orElse(-1);
        if (now > written) {
            known.withMetadataUpTo(now).writeTo(dataDirectory);
            written = now;
        }
    }

    /** Writes it once more; call it while the controller runs. */
    @Override
    public void close() {
        thread.close();
        write();
    }
}
