package io.quotastack.ledger.history.feed;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets readers wait until the rows have come far enough. */
public final class Progress {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition made = lock.newCondition();
    private final Condition asked = lock.newCondition();
    private long steps;
    private int waiting;

    /** Rows were written, or stores opened. */
    void made() {
        lock.lock();
        try {
            steps++;
            made.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it is reached, which is looked at anew after each step.
     *
     * @return whether it was, in time
     */
    public boolean await(BooleanSupplier reached, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        while (true) {
            long seen = steps();
            if (reached.getAsBoolean()) {
                return true;
            }
            lock.lockInterruptibly();
            waiting++;
            try {
                while (steps == seen) {
                    if (left <= 0) {
                        return false;
                    }
                    asked.signalAll();
                    left = made.awaitNanos(left);
                }
            } finally {
                waiting--;
                lock.unlock();
            }
        }
    }

    /** Waits while no reader does, so that more can come together; at most so long. */
    void gather(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (waiting == 0 && left > 0) {
                left = asked.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private long steps() {
        lock.lock();
        try {
            return steps;
        } finally {
            lock.unlock();
        }
    }
}
