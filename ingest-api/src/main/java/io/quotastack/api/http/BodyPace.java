package io.quotastack.api.http;

import java.time.Duration;

/**
 * How fast a body has to come.
 *
 * @param start what a client may take to begin with, before its rate counts
 * @param bytesPerSecond from then on, on the average
 * @param whole for all of it, however fast it comes
 * @param silence the longest time without a byte
 */
public record BodyPace(Duration start, long bytesPerSecond, Duration whole, Duration silence) {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** For those with a key. */
    public static final BodyPace DEFAULT = new BodyPace(Duration.ofSeconds(10), 8 * 1024, Duration.ofSeconds(60),
            Duration.ofSeconds(10));

    /** For those without, once they have their answer. */
    static final BodyPace STRANGER = new BodyPace(Duration.ofSeconds(1), Long.MAX_VALUE, Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    Run begin() {
        return new Run(this, System.nanoTime());
    }

    /** A body on its way. */
    record Run(BodyPace pace, long startNanos) {

        boolean late(long received) {
            long since = System.nanoTime() - startNanos;
            return since > pace.start.toNanos() && (since > pace.whole.toNanos()
                    || received / (double) pace.bytesPerSecond < (since - pace.start.toNanos())
                            / (double) NANOS_PER_SECOND);
        }
    }
}
