package io.quotastack.platform.app;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether something is due when that may be, or earlier when asked to, and survives a look that fails. In between it
 * sleeps: an idle node should not be woken to find nothing.
 *
 * <p>It is a thread and no punctuation of Streams, which commits after each: on an idle node that would be ten fsynced
 * transactions a second for nothing. So a look writes no state; it sends records, outside of any transaction, and what is
 * due is decided when they are read.
 */
public final class PollingThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PollingThread.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final Duration NOT_PLANNED = Duration.ofDays(365);

    private final Supplier<Duration> look;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    /** When to look next. Written under the lock. */
    private volatile long nextLookNanos = System.nanoTime();
    private volatile boolean stopping;

    /**
     * A thread that does not look before its {@link #start()}.
     *
     * @param look looks, and answers after how long to look again
     */
    public PollingThread(String name, Supplier<Duration> look) {
        this.look = look;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Looks as soon as a look under way is done, without waiting for its time. */
    public void lookNow() {
        lookWithin(Duration.ZERO);
    }

    /** Looks within that time, or when it would have looked by itself. It costs next to nothing when that is sooner. */
    public void lookWithin(Duration time) {
        long at = System.nanoTime() + time.toNanos();
        if (at - nextLookNanos >= 0) {
            return;
        }
        lock.lock();
        try {
            if (at - nextLookNanos < 0) {
                nextLookNanos = at;
                earlier.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                sleep();
                Duration again = Duration.ZERO;
                try {
                    again = look.get();
                } catch (RuntimeException e) {
                    if (stopping) {
                        LOG.debug("stopped while it looked", e);
                        return;
                    }
                    LOG.error("{}: what is due cannot be looked at; trying again", thread.getName(), e);
                    Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
                }
                lookWithin(again);
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped", e);
        }
    }

    /** Returns when it is time to look. Whoever asks for a look from then on asks for the one after it. */
    private void sleep() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nextLookNanos - System.nanoTime();
            while (left > 0) {
                LOG.trace("left of the time: {}", earlier.awaitNanos(left));
                left = nextLookNanos - System.nanoTime();
            }
            nextLookNanos = System.nanoTime() + NOT_PLANNED.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
