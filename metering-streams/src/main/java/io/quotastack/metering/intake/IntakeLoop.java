package io.quotastack.metering.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.events.UsageEvent;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.trace.RecordTraces;
import io.quotastack.schemas.registry.SchemaRegistryException;
import io.quotastack.schemas.topic.Topics;

/**
 * What the intake does again and again, on one thread: takes what a poll brought, hands over what there is room for, and
 * commits what became durable. It holds a bounded number of records: a partition whose next record found no room is paused
 * in Kafka until there is.
 */
public final class IntakeLoop {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeLoop.class);
    /** Poll returns as soon as there are records, and when the intake is to end. */
    private static final Duration WAIT_FOR_RECORDS = Duration.ofSeconds(5);
    static final Duration WAIT_FOR_WRITES = Duration.ofMillis(100);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(1);
    private static final Duration WAIT_FOR_BACK_OFF = Duration.ofMillis(20);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(500);

    /** Of all records in hand: with more, none is polled. */
    private static final long MOST_BYTES_IN_HAND = 32L << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final SourcePartitions sources;
    private final UsageRecordReader reader;
    private final CommandSink sink;
    private final Letters deadLetters;
    private final Supplier<Config> config;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final int customerPartitions;
    private final LongAdder taken = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private long lastCommitNanos;

    /** Where records go that nobody can use. */
    @FunctionalInterface
    public interface Letters {
        /** Completes when the dead letter is durable. */
        CompletableFuture<Void> append(ConsumerRecord<byte[], byte[]> record, String reason);
    }

    /**
     * A loop that has not begun.
     *
     * @param avro of the values of {@code usage-events}
     * @param config the newest snapshot
     * @param clock wall time, which the range of allowed timestamps counts from
     * @param nanoTime never goes back
     * @param customerPartitions of {@code commands}
     */
    public IntakeLoop(Consumer<byte[], byte[]> consumer, Deserializer<UsageEvent> avro, CommandSink sink,
            Letters deadLetters, Supplier<Config> config, InstantSource clock, LongSupplier nanoTime,
            int customerPartitions) {
        this.consumer = consumer;
        this.sources = new SourcePartitions(consumer);
        this.reader = new UsageRecordReader(avro, sink);
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.config = config;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.customerPartitions = customerPartitions;
        this.lastCommitNanos = nanoTime.getAsLong();
    }

    /** Joins the group; partitions come with polls. */
    public void begin() {
        consumer.subscribe(List.of(Topics.USAGE_EVENTS.name()), sources);
    }

    /** Finishes what is under way, commits it and leaves all partitions. */
    void end() {
        sources.leaveAll();
    }

    /** How many records became commands, repeats included. */
    long taken() {
        return taken.sum();
    }

    /** How many records became dead letters, repeats included. */
    long deadLettered() {
        return deadLettered.sum();
    }

    /** Polls once, and does all that can be done then without waiting. */
    public void step() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
        polled.partitions().forEach(partition -> source(partition).add(polled.records(partition)));
        Instant now = clock.instant();
        sources.all().forEach((partition, source) -> {
            settle(partition, source);
            handOver(source, now);
        });
        pauseAndResume();
        if (nanoTime.getAsLong() - lastCommitNanos >= BETWEEN_COMMITS.toNanos()) {
            lastCommitNanos = nanoTime.getAsLong();
            sources.commit();
        }
    }

    private SourcePartition source(TopicPartition partition) {
        return Optional.ofNullable(sources.all().get(partition))
                .orElseThrow(() -> new IllegalStateException("records of a partition not assigned: " + partition));
    }

    /** Until when to wait for records, given that others may wait for something else. */
    private Duration patience() {
        long now = nanoTime.getAsLong();
        Duration patience = sources.isAllCommitted() ? WAIT_FOR_RECORDS : WAIT_FOR_WRITES;
        for (SourcePartition source : sources.all().values()) {
            if (source.backsOff(now)) {
                patience = patience.compareTo(WAIT_FOR_BACK_OFF) < 0 ? patience : WAIT_FOR_BACK_OFF;
            } else if (source.hasWaiting()) {
                patience = WAIT_FOR_ROOM;
            }
        }
        return patience;
    }

    private void pauseAndResume() {
        long now = nanoTime.getAsLong();
        Set<TopicPartition> paused = consumer.paused();
        boolean enough = sources.all().values().stream().mapToLong(SourcePartition::bytes)
                .sum() > MOST_BYTES_IN_HAND;
        sources.all().forEach((partition, source) -> {
            boolean pause = enough || source.hasWaiting() || source.backsOff(now);
            if (pause && !paused.contains(partition)) {
                consumer.pause(List.of(partition));
            } else if (!pause && paused.contains(partition)) {
                consumer.resume(List.of(partition));
            }
        });
    }

    private void settle(TopicPartition partition, SourcePartition source) {
        switch (source.settle()) {
            case SourcePartition.Settling.Done() -> {
            }
            case SourcePartition.Settling.Failed(long offset, Throwable cause) -> {
                consumer.seek(partition, offset);
                backOff(source, "a write failed; records from offset " + offset + " of " + partition
                        + " on are read again", cause);
            }
        }
    }

    private void handOver(SourcePartition source, Instant now) {
        if (source.backsOff(nanoTime.getAsLong())) {
            return;
        }
        try {
            Optional<ConsumerRecord<byte[], byte[]>> next = source.first();
            while (next.isPresent() && handOver(source, next.get(), now)) {
                next = source.first();
            }
        } catch (SchemaRegistryException.Unavailable e) {
            // The registry's client says so in the log, now and then.
            Duration pause = source.backOff(nanoTime.getAsLong());
            LOG.debug("usage waits for the registry; trying again in {} ms", pause.toMillis(), e);
        } catch (RuntimeException e) {
            backOff(source, "usage waits", e);
        }
    }

    /** Returns false when there is no room for the record. */
    private boolean handOver(SourcePartition source, ConsumerRecord<byte[], byte[]> record, Instant now) {
        return switch (source.reading(unread -> reader.read(unread, config.get(), now))) {
            case Reading.DeadLetter(String reason) -> {
                source.handedOver(deadLetter(record, reason));
                yield true;
            }
            case Reading.Usage(CommandEnvelope command) -> {
                if (sink.room(Topics.partition(command.customer().key().toString(), customerPartitions)) <= 0) {
                    yield false;
                }
                taken.increment();
                source.handedOver(appendTraced(record, command));
                yield true;
            }
        };
    }

    private CompletableFuture<Void> appendTraced(ConsumerRecord<byte[], byte[]> record, CommandEnvelope command) {
        TraceSpan span = RecordTraces.consumed("take in", record.headers());
        if (!span.isRecorded()) {
            return append(record, command);
        }
        span.with("messaging.system", "kafka").with("messaging.destination.name", record.topic())
                .with("messaging.destination.partition.id", Integer.toString(record.partition()))
                .with("messaging.kafka.offset", record.offset());
        TraceSpan.Scope scope = span.begin();
        try {
            return append(record, command).whenComplete((durable, failure) -> {
                if (failure != null) {
                    span.failed(String.valueOf(failure.getMessage()));
                }
                span.end();
            });
        } finally {
            scope.close();
        }
    }

    private CompletableFuture<Void> append(ConsumerRecord<byte[], byte[]> record, CommandEnvelope command) {
        return sink.append(command).exceptionallyCompose(cause -> {
            // Trying again would not help, and the record would hold up all others behind it.
            return DurableProducer.isTooLarge(cause)
                    ? deadLetter(record, "too large for a command")
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private CompletableFuture<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.debug("dead letter: {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), reason);
        deadLettered.increment();
        return deadLetters.append(record, reason);
    }

    private void backOff(SourcePartition source, String what, Throwable cause) {
        Duration pause = source.backOff(nanoTime.getAsLong());
        LOG.warn("{}; trying again in {} ms", what, pause.toMillis(), cause);
    }
}
