package io.quotastack.platform.app;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every so often, or at once when asked to, whether something is due, and survives a look that fails.
 *
 * <p>It is a thread and no punctuation of Streams, which commits after each: on an idle node that would be ten fsynced
 * transactions a second for nothing. So a look writes no state; it sends records, outside of any transaction, and what is
 * due is decided when they are read.
 */
public final class PollingThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PollingThread.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final Duration every;
    private final Runnable look;
    private final Thread thread;
    private final Semaphore asked = new Semaphore(0);
    private volatile boolean stopping;

    /** A thread that does not look before its {@link #start()}. */
    public PollingThread(String name, Duration every, Runnable look) {
        this.every = every;
        this.look = look;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Looks as soon as a look under way is done, without waiting for its time. */
    public void lookNow() {
        asked.release();
    }

    private void run() {
        try {
            while (!stopping) {
                boolean early = asked.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("looking, asked to: {}", early);
                asked.drainPermits();
                try {
                    look.run();
                } catch (RuntimeException e) {
                    LOG.error("{}: what is due cannot be looked at; trying again", thread.getName(), e);
                    Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped", e);
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
