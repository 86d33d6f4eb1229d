package io.quotastack.schemas.serde;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/** Waits for a registry that does not answer, on threads that must neither die of it nor pass over a record. */
final class Patience {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Makes the call, again and again while the registry does not answer. Then it fails only when the wait is stopped. */
    <R> R call(Supplier<R> call) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return call.get();
            } catch (Unavailable e) {
                if (stopped(pause)) {
                    throw e;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private boolean stopped(Duration within) {
        try {
            return stopping.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    void stop() {
        stopping.countDown();
    }
}
