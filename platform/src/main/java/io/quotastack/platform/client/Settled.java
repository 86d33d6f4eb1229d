package io.quotastack.platform.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** What a cluster can only say once a transaction has ended. */
public final class Settled {

    /** A transaction that a process left open when it died is given up by the broker within some ten seconds. */
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private Settled() {}

    /**
     * Looks again and again, ever less often, until there is an answer. Throws {@link KafkaException} when there is none in
     * two minutes, or when it is interrupted.
     */
    public static <T> T await(TopicPartition log, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("a transaction of " + log + " was not settled within " + WITHIN.toSeconds()
                        + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            found = look.get();
        }
        return found.get();
    }
}
