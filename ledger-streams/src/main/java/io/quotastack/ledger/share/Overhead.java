package io.quotastack.ledger.share;

import java.time.Duration;

/**
 * How much longer decisions take than they are measured to, with commits, reading and writing between them: by the time that
 * a queue takes of which none came after its first one was decided, so that nobody was waited for. As measured, a decision
 * knows its own part only. What was learnt fades: with much of it, too little is let in at once to learn that it is less.
 */
final class Overhead {

    private static final int FEWEST = 32;
    private static final int MOST = 1_000;
    private static final double LARGEST = 50;
    private static final double WEIGHT = 0.25;
    private static final double USUAL = 2;
    private static final double NANOS_TO_FADE_BY_A_WEIGHT = Duration.ofSeconds(1).toNanos();

    private double factor = USUAL;
    private long fadedAt;
    private long start;
    private long last;
    private long measured;
    private int count;

    Overhead(long now) {
        this.fadedAt = now;
    }

    /** @param admittedAt when the command was, by the clock that says {@code now} */
    void decided(long admittedAt, long now, long nanos) {
        if (count == 0 || admittedAt - start > 0 || count >= MOST) {
            learn();
            start = now;
            measured = 0;
            count = 1;
        } else {
            measured += nanos;
            count++;
        }
        last = now;
        fade(now);
    }

    private void fade(long now) {
        if (factor > USUAL) {
            double times = (now - fadedAt) / NANOS_TO_FADE_BY_A_WEIGHT;
            factor = USUAL + (factor - USUAL) * Math.pow(1 - WEIGHT, times);
        }
        fadedAt = now;
    }

    private void learn() {
        if (count >= FEWEST) {
            double seen = (double) (last - start) / Math.max(1, measured);
            factor += (Math.clamp(seen, 1, LARGEST) - factor) * WEIGHT;
        }
    }

    double factor() {
        return factor;
    }
}
