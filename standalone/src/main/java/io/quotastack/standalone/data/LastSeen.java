package io.quotastack.standalone.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.gateway.App;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.platform.app.ClockSteppedException;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.app.SteadyClock;

/**
 * The time that a process on this data directory saw last; {@code clock} in it. A clock that is before it, or very far behind
 * it, is most likely wrong, and what is decided by it cannot be taken back: credits expire, renewals are booked, and the time
 * of customers never goes back.
 */
public final class LastSeen implements App {

    private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);

    private static final String FILE = "clock";
    private static final Duration WRITE_EVERY = Duration.ofMinutes(1);
    /** A process may have been stopped for long. */
    private static final Duration LONGEST_STOP = Duration.ofDays(31);

    private final Path file;
    private final SteadyClock clock;
    private final PollingThread thread = new PollingThread("last-seen", this::write);

    private LastSeen(Path file, SteadyClock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Compares the clock with the time that was seen last; what comes of it writes down further times.
     *
     * @param accept the operator says that the clock is right, whatever was seen
     * @throws CannotStartException the clock is most likely wrong
     */
    public static LastSeen in(DataDirectory directory, SteadyClock clock, boolean accept) {
        expect(directory, clock, accept);
        return new LastSeen(directory.resolve(FILE), clock);
    }

    /** Compares alike, for whoever only reads what is there; writes nothing down. */
    public static void expect(DataDirectory directory, SteadyClock clock, boolean accept) {
        Optional<Instant> seen = read(directory.resolve(FILE));
        if (!accept && seen.isPresent()) {
            Duration since = Duration.between(seen.get(), clock.instant());
            if (since.compareTo(LONGEST_STOP) > 0 || since.compareTo(SteadyClock.FOLLOWED.negated()) < 0) {
                throw new CannotStartException("the clock of this machine says " + clock.instant() + ", "
                        + ClockSteppedException.words(since) + " of the last time that was seen here, " + seen.get()
                        + ". What is decided at a wrong time cannot be taken back: set the clock right, or start once with"
                        + " --accept-clock if it is (docs/operating/durability.md)");
            }
        }
    }

    private static Optional<Instant> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Instant.parse(Files.readString(file).strip())) : Optional.empty();
        } catch (IOException | DateTimeParseException e) {
            LOG.warn("{} cannot be read, so the clock is not compared with it", file, e);
            return Optional.empty();
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    private Duration write() {
        try {
            DurableFile.write(file, clock.instant() + "\n");
            return WRITE_EVERY;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
