package io.quotastack.metering.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions this node has now, and what of them is committed: never more than what is durable. All on the intake's
 * thread; Kafka calls the listener from within poll.
 */
final class SourcePartitions implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(SourcePartitions.class);
    /** How long to wait, when leaving, for writes that are under way; what is not waited for is read again. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(3);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, SourcePartition> byPartition = new HashMap<>();
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

    SourcePartitions(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    Map<TopicPartition, SourcePartition> all() {
        return byPartition;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> byPartition.put(partition, new SourcePartition()));
    }

    /** Closing the consumer revokes once more what {@link #leaveAll} has left already. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        leave(partitions.stream().filter(byPartition::containsKey).toList());
    }

    /** Others have them already: there is nothing left to commit. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        byPartition.keySet().removeAll(partitions);
    }

    /** Finishes what is under way, commits and forgets all partitions. */
    void leaveAll() {
        leave(Map.copyOf(byPartition).keySet());
    }

    private void leave(Collection<TopicPartition> partitions) {
        awaitWrites(partitions);
        partitions.stream().map(byPartition::get).forEach(SourcePartition::settle);
        try {
            consumer.commitSync(settled(), LAST_COMMIT);
        } catch (KafkaException e) {
            LOG.warn("the last offsets were not committed; their records will be taken again, which is harmless", e);
        }
        byPartition.keySet().removeAll(partitions);
    }

    private void awaitWrites(Collection<TopicPartition> partitions) {
        try {
            CompletableFuture.allOf(partitions.stream().map(byPartition::get).map(SourcePartition::allDurable)
                    .toArray(CompletableFuture<?>[]::new)).get(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("not all writes were done; their records will be taken again", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Whether there is nothing to settle or to commit before another record comes. */
    boolean isAllCommitted() {
        return byPartition.values().stream().noneMatch(SourcePartition::hasInFlight) && settled().equals(committed);
    }

    /** Commits what became durable since the last time, without waiting. */
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> settled = settled();
        if (settled.equals(committed)) {
            return;
        }
        committed = settled;
        consumer.commitAsync(settled, (offsets, failure) -> {
            if (failure != null) {
                LOG.info("offsets were not committed, the next commit will do", failure);
                committed = Map.of();
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> settled() {
        Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
        byPartition.forEach((partition, source) -> source.settled()
                .ifPresent(offset -> settled.put(partition, new OffsetAndMetadata(offset))));
        return settled;
    }
}
