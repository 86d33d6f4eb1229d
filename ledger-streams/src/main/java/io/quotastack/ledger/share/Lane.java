package io.quotastack.ledger.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Those of an environment that somebody waits for, or those that nobody does: what is undecided, and what waits for room. */
final class Lane {

    final boolean awaited;
    /** First come, first served. */
    final Deque<Waiter> waiters = new ArrayDeque<>();
    private final long mostNanos;
    private final int most;
    private long nanos;
    private int count;

    Lane(boolean awaited, Duration share, int most) {
        this.awaited = awaited;
        this.mostNanos = share.toNanos();
        this.most = most;
    }

    /**
     * One that stands alone always fits.
     *
     * @param mostNow of a burst
     */
    boolean fits(long more, int mostNow) {
        return count == 0 || (count < Math.min(most, mostNow) && nanos + more <= mostNanos);
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(long more) {
        count++;
        nanos += more;
    }

    void remove(long less) {
        count--;
        nanos -= less;
    }

    /** Who waits first, once what was let in of it before was handed over: what one hands over comes in its order. */
    Optional<Waiter> next() {
        return Optional.ofNullable(waiters.peekFirst()).filter(first -> !first.isHandingOver());
    }
}
