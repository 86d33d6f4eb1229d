package io.quotastack.platform.config;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.config.Config;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.App;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.topic.Topics;

/**
 * This node's copy of the configuration: tails `config` and `config-outcomes`, committed records only, on a thread of
 * its own. A failure to read is tried again for ever; until it is over, it is not {@link #isReady} and the copy stays
 * as it was. What a later version wrote ends it.
 */
public final class ConfigView implements App, ConfigSource, ExactConfigSource {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigView.class);
    private static final TopicPartition CONFIG = new TopicPartition(Topics.CONFIG.name(), 0);
    private static final TopicPartition OUTCOMES = new TopicPartition(Topics.CONFIG_OUTCOMES.name(), 0);
    /** Ended by a change and by the end; else it is time to ask whether there is a change. */
    private static final Duration POLL = Duration.ofSeconds(2);
    /** What the cluster has not confirmed for so long may have been changed since: a key revoked, a price raised. */
    private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(10);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    /** A command names a version that was committed before it: where that does not come, something is broken. */
    private static final Duration CHANGES_WITHIN = Duration.ofSeconds(30);
    /** When the topic has no more so long after somebody began to wait, it has lost what he waits for. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int BROKER_CALL_MILLIS = 5_000;
    private static final Map<String, Object> PATIENCE = Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            BROKER_CALL_MILLIS, ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, BROKER_CALL_MILLIS);

    private final Map<String, Object> kafka;
    private final Thread thread = new Thread(this::run, "config-view");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<java.util.function.Consumer<ConfigOutcome>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition newVersion = lock.newCondition();
    /** Guarded by the lock. */
    private final ConfigVersions versions = new ConfigVersions();
    private volatile Config current = Config.EMPTY;
    /** When it was asked what was confirmed last: that there was nothing newer than the copy. */
    private volatile Optional<Long> confirmed = Optional.empty();
    /** Something keeps the copy from being current. */
    private volatile boolean behind;
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile Optional<Consumer<byte[], byte[]>> running = Optional.empty();

    /** Where to read on; only the thread knows. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    /** Outcomes read before the snapshot that has what they decided; in the order of their versions. */
    private final Queue<ConfigOutcome> early = new ArrayDeque<>();

    /**
     * A view that does not read yet.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     */
    public ConfigView(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    /** The newest snapshot read; costs nothing. Never goes back. */
    public Config current() {
        return current;
    }

    /** Whether the cluster has lately said that there is nothing newer. */
    public boolean isCurrent() {
        return confirmed.filter(at -> System.nanoTime() - at < CONFIRMED_WITHIN.toNanos()).isPresent();
    }

    /** The newest snapshot read. Throws {@link UnavailableException} when there may be a newer one: for readers. */
    public Config requireCurrent() {
        if (!isCurrent()) {
            throw new UnavailableException("the configuration of this node may be out of date");
        }
        return current;
    }

    /** Completes when all that was committed at the start has been read. */
    @Override
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    @Override
    public boolean isReady() {
        return ready.isDone() && !behind && failure.isEmpty() && isCurrent();
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    @Override
    public Config atLeast(long version) {
        Config snapshot = current;
        if (snapshot.version() >= version) {
            return snapshot;
        }
        try {
            return await(version);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the configuration", e);
        }
    }

    @Override
    public Config exactly(long version) {
        Config newest = atLeast(version);
        if (newest.version() == version) {
            return newest;
        }
        lock.lock();
        try {
            return versions.at(version);
        } finally {
            lock.unlock();
        }
    }

    private Config await(long version) throws InterruptedException {
        long nanos = CHANGES_WITHIN.toNanos();
        long began = System.nanoTime();
        lock.lockInterruptibly();
        try {
            while (current.version() < version) {
                if (nanos <= 0) {
                    throw new IllegalStateException("configuration " + version + " did not come within "
                            + CHANGES_WITHIN.toSeconds() + " s");
                }
                if (confirmed.filter(at -> at - began > SETTLED_WITHIN.toNanos()).isPresent()) {
                    throw new LostConfigException(version, current.version());
                }
                nanos -= LOOK_EVERY.toNanos() - newVersion.awaitNanos(Math.min(nanos, LOOK_EVERY.toNanos()));
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Stops reading; the last snapshot stays. */
    @Override
    public void close() {
        closing.countDown();
        running.ifPresent(Consumer::wakeup);
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(Duration.ofMillis(2L * BROKER_CALL_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells every outcome, from the thread that reads, once the snapshot has what it decided. */
    void onOutcome(java.util.function.Consumer<ConfigOutcome> listener) {
        listeners.add(listener);
    }

    private void run() {
        try {
            while (!closed()) {
                try (Consumer<byte[], byte[]> consumer = CommittedConsumer.of(kafka, PATIENCE)) {
                    running = Optional.of(consumer);
                    tail(consumer);
                } catch (WakeupException e) {
                    LOG.debug("woken to end: {}", closed());
                } catch (UnknownFormatException e) {
                    LOG.error("the configuration cannot be read by this version", e);
                    ended(e);
                    return;
                } catch (IOException | RuntimeException e) {
                    behind = true;
                    LOG.error("the configuration cannot be read; trying again", e);
                    if (closing.await(BACKOFF.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } finally {
                    running = Optional.empty();
                }
            }
        } catch (InterruptedException e) {
            ended(e);
        } catch (Error e) {
            ended(e);
            throw e;
        }
    }

    private void ended(Throwable cause) {
        failure = Optional.of(cause);
        ready.completeExceptionally(cause);
    }

    private void tail(Consumer<byte[], byte[]> consumer) throws IOException {
        consumer.assign(List.of(CONFIG, OUTCOMES));
        consumer.seekToBeginning(List.of(CONFIG, OUTCOMES));
        positions.forEach(consumer::seek);
        var end = End.asked(consumer);
        behind = false;
        while (!closed()) {
            if (consumer.position(CONFIG) >= end.offset()) {
                confirmed = Optional.of(end.askedAt());
                ready.complete(null);
                if (System.nanoTime() - end.askedAt() >= POLL.toNanos()) {
                    end = End.asked(consumer);
                    continue;
                }
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            readChanges(records.records(CONFIG));
            records.records(OUTCOMES).forEach(this::readOutcome);
            positions.put(CONFIG, consumer.position(CONFIG));
            positions.put(OUTCOMES, consumer.position(OUTCOMES));
            tellOutcomes();
        }
    }

    /** Where the topic ended when it was asked. A poll that finds nothing does not tell whether anybody answered. */
    private record End(long offset, long askedAt) {

        static End asked(Consumer<byte[], byte[]> consumer) {
            long now = System.nanoTime();
            return new End(consumer.endOffsets(List.of(CONFIG)).getOrDefault(CONFIG, 0L), now);
        }
    }

    /** One that cannot be read stops us here: a snapshot without it would be wrong. */
    private void readChanges(List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
        if (records.isEmpty()) {
            return;
        }
        List<ConfigVersions.Read> changes = ConfigVersions.Read.all(records, Instant.now());
        lock.lock();
        try {
            versions.add(changes);
            current = current.apply(changes.stream().map(ConfigVersions.Read::change).toList());
            newVersion.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void readOutcome(ConsumerRecord<byte[], byte[]> record) {
        try {
            early.add(ConfigJson.read(record.value(), ConfigOutcome.class));
        } catch (UnknownFormatException e) {
            throw e.at(record.topic(), record.offset());
        } catch (IOException e) {
            LOG.error("an outcome at offset {} of {} cannot be read; whoever waits for it asks again",
                    record.offset(), OUTCOMES, e);
        }
    }

    private void tellOutcomes() {
        for (ConfigOutcome next = early.peek(); next != null
                && next.configVersion() <= current.version(); next = early.peek()) {
            ConfigOutcome outcome = early.remove();
            listeners.forEach(listener -> listener.accept(outcome));
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }
}
