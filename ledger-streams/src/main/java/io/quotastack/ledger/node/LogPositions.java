package io.quotastack.ledger.node;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.ledger.process.LogPosition;
import io.quotastack.schemas.topic.Topics;

/** How far logs are written, and those of the commands decided, as the cluster knows it. */
final class LogPositions implements IntFunction<LogPosition>, AutoCloseable {

    private static final long WITHIN_SECONDS = 10;

    private final Admin admin;

    LogPositions(Map<String, Object> kafka) {
        this.admin = Admin.create(kafka);
    }

    /** Throws KafkaException when the cluster does not say. */
    @Override
    public LogPosition apply(int partition) {
        var commands = new TopicPartition(Topics.COMMANDS.name(), partition);
        var group = Map.of(LedgerNode.APPLICATION_ID,
                new ListConsumerGroupOffsetsSpec().topicPartitions(Set.of(commands)));
        var committed = get(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata(LedgerNode.APPLICATION_ID)).get(commands);
        return LogPosition.of(committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset()),
                offset(commands, OffsetSpec.earliest()), end(commands));
    }

    /** Where a topic partition ends: the next offset to be written. */
    long end(TopicPartition partition) {
        return offset(partition, OffsetSpec.latest());
    }

    private long offset(TopicPartition partition, OffsetSpec which) {
        return get(admin.listOffsets(Map.of(partition, which)).partitionResult(partition)).offset();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the cluster does not say where a log ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking where a log ends", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
