package io.quotastack.ledger.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.view.UsageStatusView;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.topic.Topics;

/** Reads what is undecided of the log once, for all who ask. */
final class UndecidedLook {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final OwnedPartitions<?> shards;
    private final DecidedOffsets decided;
    private final Duration within;
    private final long deadline;

    /** @param within how long it may take, from now on */
    UndecidedLook(Consumer<byte[], byte[]> consumer, OwnedPartitions<?> shards, DecidedOffsets decided,
            Duration within) {
        this.consumer = consumer;
        this.shards = shards;
        this.decided = decided;
        this.within = within;
        this.deadline = System.nanoTime() + within.toNanos();
    }

    /** Completes all of them, those of a partition that is not here with a {@link ShardMovedException}. */
    void answer(List<UsageLookup> lookups) {
        Map<TopicPartition, List<UsageLookup>> ofPartitions = lookups.stream().collect(
                Collectors.groupingBy(lookup -> partition(lookup.customer())));
        // Taken before the end, so that what is decided meanwhile is read once too often, and not once too little.
        Map<TopicPartition, Long> begins = ofPartitions.keySet().stream().collect(
                Collectors.toMap(partition -> partition, partition -> decided.decidedEnd(partition.partition())));
        Map<TopicPartition, Long> ends = consumer.endOffsets(ofPartitions.keySet(), within);
        ofPartitions.forEach((partition, asked) -> {
            read(partition, begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L), asked);
            asked.forEach(lookup -> lookup.found().complete(Optional.empty()));
        });
    }

    private TopicPartition partition(CustomerKey customer) {
        return new TopicPartition(Topics.COMMANDS.name(), shards.partitionOf(customer));
    }

    private void read(TopicPartition partition, long begin, long end, List<UsageLookup> asked) {
        if (begin >= end) {
            return;
        }
        Map<ByteBuffer, List<UsageLookup>> byCustomer = asked.stream().collect(Collectors.groupingBy(
                lookup -> ByteBuffer.wrap(lookup.customer().toString().getBytes(StandardCharsets.UTF_8))));
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        while (consumer.position(partition) < end) {
            if (shards.ofPartition(partition.partition()).isEmpty()) {
                // Nobody tells here any more how far it is decided, so what is beyond has no bound.
                asked.forEach(lookup -> lookup.found().completeExceptionally(new ShardMovedException()));
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new UnavailableException("the log of commands was not read in time");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                lookupsOf(byCustomer, record)
                        .forEach(lookup -> pending(lookup, record).ifPresent(
                                event -> lookup.found().complete(Optional.of(event))));
            }
        }
    }

    private static List<UsageLookup> lookupsOf(Map<ByteBuffer, List<UsageLookup>> byCustomer,
            ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null || record.value() == null
                ? List.of()
                : byCustomer.getOrDefault(ByteBuffer.wrap(record.key()), List.of());
    }

    private static Optional<UsageStatusView> pending(UsageLookup lookup, ConsumerRecord<byte[], byte[]> record) {
        CustomerKey customer = lookup.customer();
        CommandEnvelope envelope;
        try {
            envelope = CommandCodec.read(customer, record.value());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a command: the task that decides sets it aside and tells
        }
        return envelope.command() instanceof RecordUsage usage && usage.accepted()
                && usage.event().eventId().equals(lookup.eventId())
                        ? lookup.externalId().or(envelope.customer()::externalId)
                                .map(name -> UsageStatusView.pending(customer, name, usage.event(),
                                        usage.timestamp().orElse(Instant.ofEpochMilli(record.timestamp()))))
                        : Optional.empty();
    }
}
