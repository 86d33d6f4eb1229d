package io.quotastack.metering.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.events.UsageEvent;
import io.quotastack.gateway.App;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.registry.SchemaRegistryException;
import io.quotastack.schemas.topic.Topics;

/**
 * Takes usage from {@code usage-events} to a {@link CommandSink}, on one thread of its own. It holds a bounded number of
 * records: a partition whose next record found no room is paused in Kafka until there is.
 */
public final class UsageIntake implements App {

    public static final String GROUP = "quotastack-usage-intake";

    private static final Logger LOG = LoggerFactory.getLogger(UsageIntake.class);
    /** Poll returns as soon as there are records, and when the intake is to end. */
    private static final Duration WAIT_FOR_RECORDS = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_WRITES = Duration.ofMillis(100);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(1);
    private static final Duration WAIT_FOR_BACK_OFF = Duration.ofMillis(20);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(8);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int SESSION_MILLIS = 10_000;
    private static final int MAX_POLL_RECORDS = 1_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SourcePartitions sources;
    private final DeadLetters deadLetters;
    private final IntakeWatch watch;
    private final CloseOptions.GroupMembershipOperation whenClosed;
    private final UsageRecordReader reader;
    private final CommandSink sink;
    private final Supplier<Config> config;
    private final InstantSource clock;
    private final int customerPartitions;
    private final LongAdder taken = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final Thread thread = Thread.ofPlatform().name("usage-intake").unstarted(this::run);
    private long lastCommitNanos = System.nanoTime();
    private volatile boolean closing;
    private volatile Optional<Throwable> failure = Optional.empty();

    /**
     * An intake that takes nothing yet.
     *
     * @param avro of the values of {@code usage-events}
     * @param config the newest snapshot; it must be there at the start, since with an empty one every tenant is unknown
     * @param clock wall time, which the range of allowed timestamps counts from
     */
    public UsageIntake(IntakeSettings settings, Deserializer<UsageEvent> avro, CommandSink sink,
            Supplier<Config> config, InstantSource clock, MeterRegistry metrics) {
        this.consumer = new KafkaConsumer<>(consumerSettings(settings), new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.sources = new SourcePartitions(consumer);
        this.deadLetters = new DeadLetters(settings.kafka());
        this.watch = new IntakeWatch(settings.kafka(), metrics);
        this.whenClosed = settings.amongOthers()
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
        this.reader = new UsageRecordReader(avro, sink);
        this.sink = sink;
        this.config = config;
        this.clock = clock;
        this.customerPartitions = settings.customerPartitions();
    }

    @Override
    public void start() {
        watch.start();
        thread.start();
    }

    private static Map<String, Object> consumerSettings(IntakeSettings settings) {
        var consumer = new HashMap<>(settings.kafka());
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.member().clientId() + "-usage-intake");
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        consumer.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        consumer.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.member().instanceId());
        consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Tenants may produce in transactions; what they abort was never used.
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        return consumer;
    }

    /** How many records became commands, repeats included. */
    public long taken() {
        return taken.sum();
    }

    /** How many records became dead letters, repeats included. */
    public long deadLettered() {
        return deadLettered.sum();
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    /** Finishes what is in hand, within some seconds; the rest is taken after the next start. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            release();
            return;
        }
        consumer.wakeup();
        try {
            if (!thread.join(CLOSE)) {
                LOG.warn("the usage intake did not end in time; what it had in hand will be taken again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.USAGE_EVENTS.name()), sources);
            while (!closing) {
                stepOrWait();
            }
            sources.leaveAll();
        } catch (RuntimeException | Error e) {
            LOG.error("the usage intake ended; nothing is lost, but no usage is taken from Kafka until a restart", e);
            failure = Optional.of(e);
        } finally {
            release();
        }
    }

    private void release() {
        // A static member stays in its group when it ends, and others would wait for it as long as a session.
        consumer.close(CloseOptions.timeout(LAST_WORDS).withGroupMembershipOperation(whenClosed));
        watch.close();
        deadLetters.close();
    }

    private void stepOrWait() {
        try {
            step();
        } catch (WakeupException e) {
            LOG.debug("the usage intake was asked to end: {}", closing);
        } catch (RetriableException e) {
            LOG.warn("the usage intake goes on after a passing trouble", e);
            LockSupport.parkNanos(WAIT_FOR_WRITES.toNanos());
        }
    }

    private void step() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(patience());
        polled.partitions().forEach(partition -> source(partition).add(polled.records(partition)));
        Instant now = clock.instant();
        sources.all().forEach((partition, source) -> {
            settle(partition, source);
            handOver(source, now);
        });
        pauseAndResume();
        if (System.nanoTime() - lastCommitNanos >= BETWEEN_COMMITS.toNanos()) {
            lastCommitNanos = System.nanoTime();
            sources.commit();
        }
    }

    private SourcePartition source(TopicPartition partition) {
        return Optional.ofNullable(sources.all().get(partition))
                .orElseThrow(() -> new IllegalStateException("records of a partition not assigned: " + partition));
    }

    /** Until when to wait for records, given that others may wait for something else. */
    private Duration patience() {
        long now = System.nanoTime();
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
        long now = System.nanoTime();
        Set<TopicPartition> paused = consumer.paused();
        sources.all().forEach((partition, source) -> {
            boolean pause = source.hasWaiting() || source.backsOff(now);
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
        if (source.backsOff(System.nanoTime())) {
            return;
        }
        try {
            Optional<ConsumerRecord<byte[], byte[]>> next = source.first();
            while (next.isPresent() && handOver(source, next.get(), now)) {
                next = source.first();
            }
        } catch (SchemaRegistryException.Unavailable e) {
            // The registry's client says so in the log, now and then.
            Duration pause = source.backOff(System.nanoTime());
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
                source.handedOver(append(record, command));
                yield true;
            }
        };
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

    private static void backOff(SourcePartition source, String what, Throwable cause) {
        Duration pause = source.backOff(System.nanoTime());
        LOG.warn("{}; trying again in {} ms", what, pause.toMillis(), cause);
    }
}
