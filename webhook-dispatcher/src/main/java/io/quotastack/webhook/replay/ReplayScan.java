package io.quotastack.webhook.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.ReplayEndedRecord;
import io.quotastack.internal.ReplayEventFoundRecord;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * Reads one partition of `customer-events` from the start of the range to the end that the topic had when it began, and
 * hands each event that the replay includes to the task. A bounded number is handed over before the task took them, so
 * that ends of attempts, in the same topic, do not stand behind a whole replay. What is handed over twice, the task
 * knows by its offset.
 */
public final class ReplayScan implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayScan.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final int MOST_AHEAD = 500;

    private final Task task;
    private final Map<String, Object> kafka;
    private final Deserializer<CustomerEvent> events;
    private final BiFunction<String, Object, CompletableFuture<Void>> commands;
    private final Semaphore room = new Semaphore(MOST_AHEAD);
    private final Thread thread;
    private final Queue<CompletableFuture<Void>> handed = new ArrayDeque<>();
    private volatile boolean closed;

    /** A replay in one partition. */
    public record Task(int partition, ReplayJob replay) {}

    ReplayScan(Task task, Map<String, Object> kafka, Deserializer<CustomerEvent> events,
            BiFunction<String, Object, CompletableFuture<Void>> commands) {
        this.task = task;
        this.kafka = kafka;
        this.events = events;
        this.commands = commands;
        this.thread = Thread.ofPlatform().daemon().name("webhook-replay-" + task.partition()).unstarted(this::run);
    }

    /**
     * Begins a scan.
     *
     * @param commands takes a command and the key of whom it is for
     */
    public static ReplayScan start(Task task, Map<String, Object> kafka, Deserializer<CustomerEvent> events,
            BiFunction<String, Object, CompletableFuture<Void>> commands) {
        var scan = new ReplayScan(task, kafka, events, commands);
        scan.thread.start();
        return scan;
    }

    void taken() {
        room.release();
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = CommittedConsumer.of(kafka, Map.of())) {
                scan(consumer);
                return;
            } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
                return; // closed: whoever has the partition next begins again
            } catch (RuntimeException e) {
                LOG.warn("a replay is interrupted and goes on in a moment", e);
            }
            try {
                Thread.sleep(BACKOFF);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void scan(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        var source = new TopicPartition(Topics.CUSTOMER_EVENTS.name(), task.partition());
        consumer.assign(List.of(source));
        seek(consumer, source);
        long end = consumer.endOffsets(List.of(source)).getOrDefault(source, 0L);
        while (!closed && consumer.position(source) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= end) {
                    break;
                }
                hand(record);
            }
        }
        awaitDurable(0);
        if (!closed) {
            commands.apply(WebhookCommands.keyOfPartition(task.partition()),
                    new ReplayEndedRecord(task.replay().id())).join();
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, TopicPartition source) {
        handed.clear();
        room.drainPermits();
        room.release(MOST_AHEAD);
        if (task.replay().nextOffset() > 0) {
            consumer.seek(source, task.replay().nextOffset());
            return;
        }
        consumer.seekToBeginning(List.of(source));
        // A record is never older than its event, save where a test clock ran ahead.
        if (task.replay().tenantEnvironment().environment() != Environment.TEST) {
            OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(source, task.replay().from().toEpochMilli()))
                    .get(source);
            if (first == null) {
                consumer.seekToEnd(List.of(source));
            } else {
                consumer.seek(source, first.offset());
            }
        }
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        ReplayJob replay = task.replay();
        String key = new String(record.key(), UTF_8);
        if (!key.startsWith(replay.tenantEnvironment() + "/") || !replay.concerns(CustomerKey.parse(key))) {
            return;
        }
        Optional<CustomerEvent> read = event(record);
        if (read.isEmpty()) {
            return;
        }
        CustomerEvent event = read.get();
        if (replay.includes(event.getType(), event.getTimestamp())) {
            room.acquire();
            handed.add(commands.apply(key, new ReplayEventFoundRecord(replay.id(), record.offset(), event)));
            awaitDurable(MOST_AHEAD);
        }
    }

    /** Nothing for what is no event: it became a dead letter when the task came to it. */
    private Optional<CustomerEvent> event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(events.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            LOG.warn("a replay passes over what is no event: {} at offset {}: {}", record.topic(), record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Fails when one of them did not become durable: the scan begins again, and the task knows what it took. */
    private void awaitDurable(int butFor) {
        while (handed.size() > butFor) {
            handed.remove().join();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
