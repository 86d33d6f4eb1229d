package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How soon the stream threads of an application commit what they decided: within some time, or at once while somebody waits
 * to see it.
 */
public final class CommitPolicy {

    private final Duration within;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param within nobody waiting, a transaction is open for about so long */
    public CommitPolicy(Duration within) {
        this.within = within;
    }

    /** Nobody waiting, a transaction is open for about so long. */
    public Duration within() {
        return within;
    }

    /**
     * Waits for what is decided to be seen by all; meanwhile commits come at once.
     *
     * @return what the wait came to
     */
    public boolean during(Wait wait) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            return wait.await();
        } finally {
            waiting.decrementAndGet();
        }
    }

    boolean isAwaited() {
        return waiting.get() > 0;
    }

    /** Waits until something is seen, or for some time; whether it was. */
    @FunctionalInterface
    public interface Wait {
        boolean await() throws InterruptedException;
    }
}
