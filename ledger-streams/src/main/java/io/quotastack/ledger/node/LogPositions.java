package io.quotastack.ledger.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.ledger.process.CommandsTopic;
import io.quotastack.ledger.process.LogPosition;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.schemas.topic.Topics;

/** How far logs are written, and those of the commands decided, as the cluster knows it. All throw KafkaException when it does not say. */
final class LogPositions implements CommandsTopic, AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration READ_WITHIN = Duration.ofMinutes(1);

    private final Map<String, Object> kafka;
    private final Admin admin;

    LogPositions(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
        this.admin = Admin.create(kafka);
    }

    @Override
    public LogPosition position(int partition) {
        TopicPartition commands = commands(partition);
        return LogPosition.of(GroupOffsets.of(admin, commands, WITHIN), offset(commands, OffsetSpec.earliest()),
                end(commands));
    }

    @Override
    public boolean hasCommands(int partition, long from, long to) {
        TopicPartition commands = commands(partition);
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        try (var consumer = CommittedConsumer.of(kafka, Map.of())) {
            consumer.assign(List.of(commands));
            consumer.seek(commands, from);
            while (consumer.position(commands) < to) {
                var records = consumer.poll(POLL).records(commands);
                if (!records.isEmpty()) {
                    return records.getFirst().offset() < to;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new KafkaException(commands + " could not be read from offset " + from + " to " + to);
                }
            }
            return false;
        }
    }

    private static TopicPartition commands(int partition) {
        return new TopicPartition(Topics.COMMANDS.name(), partition);
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
            return answer.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
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
