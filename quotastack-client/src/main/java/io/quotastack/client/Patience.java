package io.quotastack.client;

import java.time.Duration;

/**
 * How long to go on, and how.
 *
 * @param attempts how often a request is sent at the most
 * @param within how long all attempts together may take, with their pauses; {@code Prefer: wait} comes on top
 * @param attemptWithin how long one attempt may take; {@code Prefer: wait} comes on top
 * @param firstPause after the first attempt; it doubles with each. {@code Retry-After} makes it longer
 * @param longestPause what it doubles up to
 */
public record Patience(
        int attempts,
        Duration within,
        Duration attemptWithin,
        Duration firstPause,
        Duration longestPause) {

    /** Six attempts in half a minute, each of ten seconds at the most. */
    public static final Patience STANDARD = new Patience(6, Duration.ofSeconds(30), Duration.ofSeconds(10),
            Duration.ofMillis(100), Duration.ofSeconds(5));

    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("at least one attempt, not " + attempts);
        }
        for (Duration duration : new Duration[] {within, attemptWithin, firstPause, longestPause}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("durations are positive, not " + duration);
            }
        }
    }

    public Patience withAttempts(int most) {
        return new Patience(most, within, attemptWithin, firstPause, longestPause);
    }

    /** All attempts together. */
    public Patience within(Duration longest) {
        return new Patience(attempts, longest, attemptWithin, firstPause, longestPause);
    }

    public Patience attemptWithin(Duration longest) {
        return new Patience(attempts, within, longest, firstPause, longestPause);
    }

    public Patience withPauses(Duration first, Duration longest) {
        return new Patience(attempts, within, attemptWithin, first, longest);
    }

    Patience waiting(Duration preferred) {
        return within(within.plus(preferred)).attemptWithin(attemptWithin.plus(preferred));
    }
}
