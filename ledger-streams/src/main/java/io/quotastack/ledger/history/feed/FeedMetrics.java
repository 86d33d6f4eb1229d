package io.quotastack.ledger.history.feed;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How far the history is, as {@code /metrics} shows it. */
final class FeedMetrics {

    private final AtomicLong recordsBehind;
    private final AtomicInteger standing;
    private final Counter applied;
    private final Counter unreadable;
    private final Counter failures;

    FeedMetrics(MeterRegistry registry) {
        this.recordsBehind = registry.gauge("quotastack.history.lag.records", new AtomicLong());
        this.standing = registry.gauge("quotastack.history.standing.partitions", new AtomicInteger());
        this.applied = registry.counter("quotastack.history.records");
        this.unreadable = registry.counter("quotastack.history.unreadable");
        this.failures = registry.counter("quotastack.history.failures");
    }

    void applied(int records, int passedOver) {
        applied.increment(records);
        unreadable.increment(passedOver);
    }

    /** In how many partitions the next record cannot be read. */
    void standing(int partitions) {
        standing.set(partitions);
    }

    void failed() {
        failures.increment();
    }

    /**
     * Sees how many committed records the consumer has not handed out yet, all partitions together.
     *
     * @return nothing as long as it is not known of all
     */
    OptionalLong behind(Consumer<?, ?> consumer) {
        long behind = 0;
        boolean known = true;
        for (TopicPartition topic : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(topic);
            behind += lag.orElse(0);
            known &= lag.isPresent();
        }
        recordsBehind.set(behind);
        return known ? OptionalLong.of(behind) : OptionalLong.empty();
    }
}
