package io.quotastack.ledger.share;

import java.time.Duration;

/**
 * How long one more decision of a kind takes, judged by those before it: quick to rise, since a wrong guess holds up
 * others, and no less than the mean of the last hundred or so, since what is dear may hide between much that is cheap.
 */
final class DecisionCost {

    private static final double RISE = 0.5;
    private static final double FALL = 0.125;
    private static final double OF_MANY = 1.0 / 64;
    /** One that took longer waited for something else, such as the registry: one at a time is let in of such as it is. */
    private static final long MOST = Duration.ofMillis(200).toNanos();

    private final long least;
    private double recent;
    private double mean = 0;

    /** Learns from the first one on. */
    DecisionCost(DecisionGuess guess) {
        this.recent = guess.first().toNanos();
        this.least = guess.least().toNanos();
    }

    void took(long measured) {
        long nanos = Math.min(measured, MOST);
        recent += (nanos - recent) * (nanos > recent ? RISE : FALL);
        mean += (nanos - mean) * OF_MANY;
    }

    long nanos() {
        return Math.max(least, (long) Math.max(recent, mean));
    }
}
