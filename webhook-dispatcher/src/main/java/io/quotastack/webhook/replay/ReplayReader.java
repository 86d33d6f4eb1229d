package io.quotastack.webhook.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.ReplayEndedRecord;
import io.quotastack.internal.ReplayEventFoundRecord;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.wire.EventCodec;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * Looks up in `customer-events` what the replays under way in this node's partitions deliver again: one thread and one
 * consumer for all of them. Environments take turns, and the replays of one environment among themselves, each for as many
 * records as one fetch brings.
 */
public final class ReplayReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayReader.class);
    /** What its consumer has of its own: what is fetched beyond the room of a replay is fetched again later. */
    public static final Map<String, Object> SETTINGS = Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);

    private static final Duration POLL = Duration.ofMillis(200);
    /** While replays wait for room, or for the task. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** While there is none; a new one is begun at once. */
    private static final Duration AT_REST = Duration.ofHours(1);

    private record Key(int partition, String replayId) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<CustomerEvent> events;
    private final BiFunction<String, Object, CompletableFuture<Void>> commands;
    private final BooleanSupplier mayWrite;
    private final Map<Key, ReplayScan> scans = new ConcurrentHashMap<>();
    private final Map<TenantEnvironment, Integer> turns = new ConcurrentHashMap<>();
    private final PollingThread thread = new PollingThread("webhook-replays", this::look);
    /** Of the thread alone. */
    private Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();

    /**
     * A reader that reads nothing before its {@link #start()}.
     *
     * @param consumers makes consumers of committed records in no group
     * @param commands takes a command and the key of whom it is for
     * @param mayWrite whether it takes any now; nothing is looked up while it does not
     */
    public ReplayReader(Supplier<Consumer<byte[], byte[]>> consumers, Deserializer<CustomerEvent> events,
            BiFunction<String, Object, CompletableFuture<Void>> commands, BooleanSupplier mayWrite) {
        this.consumers = consumers;
        this.events = events;
        this.commands = commands;
        this.mayWrite = mayWrite;
    }

    public void start() {
        thread.start();
    }

    /**
     * A replay begins, or goes on, in a partition.
     *
     * @param waiting how many deliveries of its environment wait there
     */
    public void begin(int partition, ReplayJob replay, LongSupplier waiting) {
        scans.computeIfAbsent(new Key(partition, replay.id()), key -> new ReplayScan(partition, replay, waiting));
        thread.lookNow();
    }

    /**
     * The task decided an event that was found.
     *
     * @param nextOffset all before it is queued
     */
    public void decided(int partition, String replayId, long offset, long nextOffset) {
        scan(partition, replayId).ifPresent(scan -> scan.decided(offset, nextOffset));
    }

    /** A replay has ended in a partition. */
    public void end(int partition, String replayId) {
        scans.remove(new Key(partition, replayId));
    }

    /** The partition leaves this node; whoever has it next goes on. */
    public void endAll(int partition) {
        scans.keySet().removeIf(key -> key.partition() == partition);
    }

    private Optional<ReplayScan> scan(int partition, String replayId) {
        return Optional.ofNullable(scans.get(new Key(partition, replayId)));
    }

    /** How many parts of replays this node has under way. */
    public int underWay() {
        return scans.size();
    }

    /** Each environment has a turn. Answers after how long to look again. */
    private synchronized Duration look() {
        Map<TenantEnvironment, List<ReplayScan>> byEnvironment = new HashMap<>();
        scans.values().forEach(
                scan -> byEnvironment.computeIfAbsent(scan.tenantEnvironment(), added -> new ArrayList<>()).add(scan));
        turns.keySet().retainAll(byEnvironment.keySet());
        if (byEnvironment.isEmpty()) {
            closeConsumer();
            return AT_REST;
        }
        if (!mayWrite.getAsBoolean()) {
            return LOOK_EVERY;
        }
        boolean read = false;
        for (Map.Entry<TenantEnvironment, List<ReplayScan>> turn : byEnvironment.entrySet()) {
            read |= turn(turn.getKey(), turn.getValue());
        }
        return read ? Duration.ZERO : LOOK_EVERY;
    }

    /** Whether one of the environment's replays read on: the first that can, beginning with the one whose turn it is. */
    private boolean turn(TenantEnvironment tenantEnvironment, List<ReplayScan> its) {
        int first = turns.merge(tenantEnvironment, 1, Integer::sum);
        for (int i = 0; i < its.size(); i++) {
            ReplayScan scan = its.get(Math.floorMod(first + i, its.size()));
            if (goOn(scan)) {
                return true;
            }
        }
        return false;
    }

    private boolean goOn(ReplayScan scan) {
        if (scan.isDone()) {
            if (scan.mayTellEnd(System.nanoTime())) {
                tellEnd(scan);
            }
            return false;
        }
        if (!hasRoom(scan)) {
            return false;
        }
        try {
            return read(scan);
        } catch (InterruptException e) {
            return false; // closed: whoever has the partition next goes on
        } catch (RuntimeException e) {
            LOG.warn("a replay is interrupted and goes on in a moment", e);
            scan.lost();
            closeConsumer();
            pause();
            return false;
        }
    }

    private boolean hasRoom(ReplayScan scan) {
        return scan.hasRoom(scans.values().stream().filter(other -> other.partition() == scan.partition()
                && other.tenantEnvironment().equals(scan.tenantEnvironment())).mapToLong(ReplayScan::ahead).sum());
    }

    /** Again and again, until the task has decided it. */
    private void tellEnd(ReplayScan scan) {
        CompletableFuture<Void> unused = commands
                .apply(WebhookCommands.keyOfPartition(scan.partition()), new ReplayEndedRecord(scan.replay().id()))
                .whenComplete((durable, failure) -> {
                    if (failure != null) {
                        LOG.debug("the end of a replay was not told; it will be", failure);
                    }
                });
    }

    /** Whether there was more to read than it had room for, or may be. */
    private boolean read(ReplayScan scan) {
        var source = new TopicPartition(Topics.CUSTOMER_EVENTS.name(), scan.partition());
        Consumer<byte[], byte[]> reading = consumer();
        reading.assign(List.of(source));
        seek(reading, source, scan);
        long end = scan.end(() -> reading.endOffsets(List.of(source)).getOrDefault(source, 0L));
        if (reading.position(source) >= end) {
            scan.readUpTo(end);
            return false;
        }
        ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() >= end) {
                scan.readUpTo(end);
                return false;
            }
            if (scan.concerns(record)) {
                if (!hasRoom(scan)) {
                    scan.readUpTo(record.offset());
                    return false;
                }
                hand(scan, record);
            }
        }
        scan.readUpTo(reading.position(source));
        return true;
    }

    private static void seek(Consumer<byte[], byte[]> consumer, TopicPartition source, ReplayScan scan) {
        OptionalLong position = scan.position();
        if (position.isPresent()) {
            consumer.seek(source, position.getAsLong());
            return;
        }
        consumer.seekToBeginning(List.of(source));
        ReplayJob replay = scan.replay();
        // A record is never older than its event, save where a test clock ran ahead.
        if (replay.tenantEnvironment().environment() != Environment.TEST) {
            OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(source, replay.scope().from().toEpochMilli()))
                    .get(source);
            if (first == null) {
                consumer.seekToEnd(List.of(source));
            } else {
                consumer.seek(source, first.offset());
            }
        }
    }

    private void hand(ReplayScan scan, ConsumerRecord<byte[], byte[]> record) {
        Optional<CustomerEvent> read = event(record);
        if (read.isEmpty() || !scan.replay().includes(read.get().getType(), read.get().getTimestamp())) {
            return;
        }
        long from = scan.hand(record.offset());
        CompletableFuture<Void> unused = commands
                .apply(new String(record.key(), UTF_8),
                        new ReplayEventFoundRecord(scan.replay().id(), from, record.offset(), read.get()))
                .whenComplete((durable, failure) -> {
                    if (failure != null) {
                        LOG.warn("a replayed event is lost on its way; it is looked up again: {}",
                                failure.toString());
                        scan.lost();
                    }
                });
    }

    /** Nothing for what is no event: it became a dead letter when the task came to it. */
    private Optional<CustomerEvent> event(ConsumerRecord<byte[], byte[]> record) {
        try {
            CustomerEvent event = events.deserialize(record.topic(), record.value());
            return Optional.of(event).filter(
                    read -> EventCodec.read(read).customer().toString().equals(new String(record.key(), UTF_8)));
        } catch (SerializationException | IllegalArgumentException | NullPointerException e) {
            LOG.warn("a replay passes over what is no event: {} at offset {}: {}", record.topic(), record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> open = consumer.orElseGet(consumers);
        consumer = Optional.of(open);
        return open;
    }

    private void closeConsumer() {
        consumer.ifPresent(Consumer::close);
        consumer = Optional.empty();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads no more. */
    @Override
    public void close() {
        thread.close();
        synchronized (this) {
            closeConsumer();
        }
    }
}
