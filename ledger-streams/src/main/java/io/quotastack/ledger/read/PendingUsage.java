package io.quotastack.ledger.read;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.view.UsageStatusView;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.topic.Topics;

/**
 * Events that were accepted and are not decided yet: what stands in the log of commands beyond the last decided one. It
 * is read only when somebody asks for an event that the account does not know, so it costs the others nothing; the log
 * beyond is short, since its length is bounded.
 */
final class PendingUsage {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Map<String, Object> NAME = Map.of(ConsumerConfig.CLIENT_ID_CONFIG,
            "quotastack-pending-usage");

    private final Map<String, Object> kafka;
    private final OwnedPartitions<Shard> shards;
    private final DecidedOffsets decided;

    PendingUsage(Map<String, Object> kafka, OwnedPartitions<Shard> shards, DecidedOffsets decided) {
        this.kafka = Map.copyOf(kafka);
        this.shards = shards;
        this.decided = decided;
    }

    /**
     * The event as it was accepted, if it stands undecided in the log now.
     *
     * @param externalId the customer's, if it exists already; else the event that will make it names it
     */
    Optional<UsageStatusView> find(CustomerKey customer, Optional<String> externalId, String eventId) {
        byte[] key = customer.toString().getBytes(StandardCharsets.UTF_8);
        int partition = shards.partitionOf(customer);
        var commands = new TopicPartition(Topics.COMMANDS.name(), partition);
        try (var consumer = CommittedConsumer.of(kafka, NAME)) {
            consumer.assign(List.of(commands));
            long from = decided.decidedEnd(partition);
            long end = consumer.endOffsets(List.of(commands)).getOrDefault(commands, 0L);
            consumer.seek(commands, from);
            while (consumer.position(commands) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(commands)) {
                    Optional<UsageStatusView> found = record.offset() < end && Arrays.equals(record.key(), key)
                            ? pending(customer, externalId, record).filter(event -> event.eventId().equals(eventId))
                            : Optional.empty();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<UsageStatusView> pending(CustomerKey customer, Optional<String> externalId,
            ConsumerRecord<byte[], byte[]> record) {
        CommandEnvelope envelope;
        try {
            envelope = CommandCodec.read(customer, record.value());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a command: the task that decides sets it aside and tells
        }
        return envelope.command() instanceof RecordUsage usage && usage.accepted()
                ? externalId.or(envelope.customer()::externalId)
                        .map(name -> UsageStatusView.pending(customer, name, usage.event(),
                                usage.timestamp().orElse(Instant.ofEpochMilli(record.timestamp()))))
                : Optional.empty();
    }
}
