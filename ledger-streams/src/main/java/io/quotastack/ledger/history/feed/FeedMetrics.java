package io.quotastack.ledger.history.feed;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How far the history is, as {@code /metrics} shows it. */
final class FeedMetrics {

    private final AtomicLong recordsBehind = new AtomicLong();
    private final AtomicInteger standing = new AtomicInteger();
    private final Counter applied;
    private final Counter unreadable;
    private final Counter failures;

    FeedMetrics(MeterRegistry registry) {
        Gauge.builder("quotastack.history.lag.records", recordsBehind, AtomicLong::get)
                .description("records of the topics that the history follows and has not applied yet")
                .register(registry);
        Gauge.builder("quotastack.history.standing.partitions", standing, AtomicInteger::get)
                .description("partitions whose history stands still before a record that cannot be read")
                .register(registry);
        this.applied = counter(registry, "quotastack.history.records", "records that the history applied");
        this.unreadable = counter(registry, "quotastack.history.unreadable",
                "records that the history passed over, since they are no messages at all");
        this.failures = counter(registry, "quotastack.history.failures", "tries to go on with the history that failed");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
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
