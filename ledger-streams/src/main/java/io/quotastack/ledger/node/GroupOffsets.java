package io.quotastack.ledger.node;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.platform.client.Settled;

/** Up to where commands are decided, as the ledger's group has it. */
public final class GroupOffsets {

    private GroupOffsets() {}

    /**
     * The next offset to decide; absent when the group says nothing. Waits for a transaction that is about to move it. Throws
     * {@link KafkaException} where the cluster does not say.
     *
     * @param commands a partition of the commands
     * @param within each answer of the cluster
     */
    public static OptionalLong of(Admin admin, TopicPartition commands, Duration within) {
        return Settled.await(commands, () -> look(admin, commands, within));
    }

    /** Absent when a transaction is about to move it. */
    private static Optional<OptionalLong> look(Admin admin, TopicPartition commands, Duration within) {
        var group = Map.of(LedgerNode.APPLICATION_ID,
                new ListConsumerGroupOffsetsSpec().topicPartitions(Set.of(commands)));
        var options = new ListConsumerGroupOffsetsOptions().requireStable(true);
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group, options)
                    .partitionsToOffsetAndMetadata(LedgerNode.APPLICATION_ID)
                    .get(within.toMillis(), TimeUnit.MILLISECONDS);
            // One that is about to move is left out; one that was never committed is there, and null.
            return offsets.containsKey(commands)
                    ? Optional.of(Optional.ofNullable(offsets.get(commands))
                            .map(offset -> OptionalLong.of(offset.offset())).orElseGet(OptionalLong::empty))
                    : Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the cluster does not say how far " + commands + " is decided", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
