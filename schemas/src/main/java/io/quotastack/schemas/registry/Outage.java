package io.quotastack.schemas.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether something that is waited for answers, and since when it does not. Says so in the log: at first, every half
 * minute from then on, and when it is over. Any number of threads may meet it at one time.
 */
public final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final String what;
    private final AtomicLong failures = new AtomicLong();
    private volatile Optional<Lasting> lasting = Optional.empty();

    private record Lasting(long sinceNanos, long lineNanos) {}

    /** @param what does not answer, as in "the schema registry" */
    public Outage(String what) {
        this.what = what;
    }

    /** What it is about. */
    public String what() {
        return what;
    }

    /** A try failed. */
    public void met(String why) {
        failures.incrementAndGet();
        if (lineIsDue()) {
            LOG.warn("{} does not answer, since {} s; what needs it waits and tries again: {}", what,
                    lasts().toSeconds(), why);
        }
    }

    private synchronized boolean lineIsDue() {
        long now = System.nanoTime();
        Optional<Lasting> before = lasting;
        if (before.isPresent() && now - before.get().lineNanos() < BETWEEN_LINES.toNanos()) {
            return false;
        }
        lasting = Optional.of(new Lasting(before.map(Lasting::sinceNanos).orElse(now), now));
        return true;
    }

    /** A try succeeded. */
    public void ended() {
        if (lasting.isPresent()) {
            end();
        }
    }

    private synchronized void end() {
        if (lasting.isPresent()) {
            LOG.info("{} answers again, after {} s", what, lasts().toSeconds());
            lasting = Optional.empty();
        }
    }

    /** How many tries failed so far. */
    public long failures() {
        return failures.get();
    }

    /** For how long no try has succeeded; zero while all do. */
    public Duration lasts() {
        return lasting.map(outage -> Duration.ofNanos(System.nanoTime() - outage.sinceNanos())).orElse(Duration.ZERO);
    }
}
