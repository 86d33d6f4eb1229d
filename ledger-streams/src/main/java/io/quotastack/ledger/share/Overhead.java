package io.quotastack.ledger.share;

/**
 * How much longer decisions take than they are measured to, with commits, reading and writing between them: by the time that
 * a queue takes of which none came after its first one was decided, so that nobody was waited for. As measured, a decision
 * knows its own part only.
 */
final class Overhead {

    private static final int FEWEST = 32;
    private static final int MOST = 1_000;
    private static final double LARGEST = 50;
    private static final double WEIGHT = 0.25;

    private double factor = 2;
    private long start;
    private long last;
    private long measured;
    private int count;

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
