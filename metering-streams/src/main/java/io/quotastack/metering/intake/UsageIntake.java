package io.quotastack.metering.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.config.Config;
import io.quotastack.events.UsageEvent;
import io.quotastack.gateway.App;

/** Takes usage from {@code usage-events} to a {@link CommandSink}, on one thread of its own. */
public final class UsageIntake implements App {

    public static final String GROUP = "quotastack-usage-intake";

    private static final Logger LOG = LoggerFactory.getLogger(UsageIntake.class);
    private static final Duration CLOSE = Duration.ofSeconds(8);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int SESSION_MILLIS = 10_000;
    /** Few, since each may be as large as {@link #MOST_RECORD_BYTES} when it is read; a poll costs next to nothing. */
    private static final int MAX_POLL_RECORDS = 16;
    /** What is larger becomes a dead letter without content. */
    private static final int MOST_RECORD_BYTES = 4 << 20;
    /** Of records as they are in the log, compressed. */
    private static final int MOST_FETCHED_BYTES = 8 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DeadLetters deadLetters;
    private final IntakeWatch watch;
    private final CloseOptions.GroupMembershipOperation whenClosed;
    private final IntakeLoop loop;
    private final Thread thread = Thread.ofPlatform().name("usage-intake").unstarted(this::run);
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
        FetchGuard.install(consumer, new OversizeRecords(MOST_RECORD_BYTES));
        this.deadLetters = new DeadLetters(settings.kafka());
        this.watch = new IntakeWatch(settings.kafka(), metrics);
        this.whenClosed = settings.amongOthers()
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
        this.loop = new IntakeLoop(consumer, avro, sink, deadLetters::append, config, clock, System::nanoTime,
                settings.customerPartitions());
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
        consumer.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_FETCHED_BYTES);
        return consumer;
    }

    /** How many records became commands, repeats included. */
    public long taken() {
        return loop.taken();
    }

    /** How many records became dead letters, repeats included. */
    public long deadLettered() {
        return loop.deadLettered();
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
            loop.begin();
            while (!closing) {
                stepOrWait();
            }
            loop.end();
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
            loop.step();
        } catch (WakeupException e) {
            LOG.debug("the usage intake was asked to end: {}", closing);
        } catch (RetriableException e) {
            LOG.warn("the usage intake goes on after a passing trouble", e);
            LockSupport.parkNanos(IntakeLoop.WAIT_FOR_WRITES.toNanos());
        }
    }
}
