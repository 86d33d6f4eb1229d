package io.quotastack.ledger.history.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.ledger.history.store.Checkpoint;
import io.quotastack.ledger.history.store.HistoryFailure;
import io.quotastack.ledger.history.store.HistoryStore;
import io.quotastack.ledger.history.store.HistoryWriter;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.SourceRecord;
import io.quotastack.ledger.history.store.SourceRecord.Source;
import io.quotastack.ledger.history.store.UnreadSourceException;
import io.quotastack.platform.app.UnrecoverableException;
import io.quotastack.platform.client.CommittedConsumer;

/**
 * The thread that follows the topics of the owned partitions into their stores. It survives everything but its stop:
 * after a failure it goes on from the checkpoints. A record that cannot be read, or that others should stand before, is not
 * passed over: its partition stands still, says so, and tries again; the others go on. A topic that has lost what was read
 * of it ends the thread, and with it the process.
 */
public final class HistoryFeed {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    /** Ended by a record, by other wanted partitions and by the stop. */
    private static final Duration POLL = Duration.ofSeconds(30);
    /** While a partition stands still, which nobody tells when it can go on. */
    private static final Duration POLL_BESIDE_STANDING = Duration.ofMillis(200);
    /** About two transactions of a busy ledger: what both change of a block or an hour is written once. */
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(8);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    private static final int RECORDS_A_BATCH = 4_000;
    /** From its own checkpoints, or not at all. */
    private static final Map<String, Object> OWN_SETTINGS = Map.of(ConsumerConfig.CLIENT_ID_CONFIG, "history",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none", ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_BATCH);
    /** More than one batch can bring, so that refusals go faster than they come. */
    private static final int SWEEP_AT_MOST = 2 * RECORDS_A_BATCH;

    private final Map<String, Object> consumerConfigs;
    private final OwnedStores stores;
    private final Progress progress;
    private final Clock clock;
    private final FeedMetrics metrics;
    private final Thread thread = new Thread(this::run, "history");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Set<Integer> wanted = Set.of();
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile boolean caughtUp;
    private volatile Map<Integer, Long> entriesUpTo = Map.of();
    private volatile Optional<Consumer<byte[], byte[]>> running = Optional.empty();

    /** Only the thread's own from here on. */
    private final Map<Integer, HistoryWriter> writers = new HashMap<>();
    /** What was adopted whole; a wakeup may come in the middle of that. */
    private Optional<Set<Integer>> followed = Optional.empty();
    private final Map<Integer, StandingPartition> standing = new HashMap<>();
    private Instant nextSweep = Instant.MIN;

    public HistoryFeed(Map<String, Object> consumerConfigs, OwnedStores stores, Progress progress, Clock clock,
            MeterRegistry registry) {
        this.consumerConfigs = consumerConfigs;
        this.stores = stores;
        this.progress = progress;
        this.clock = clock;
        this.metrics = new FeedMetrics(registry);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public void assign(Set<Integer> partitions) {
        wanted = Set.copyOf(partitions);
        running.ifPresent(Consumer::wakeup);
    }

    /** Whether all that was committed when it looked last is in the stores. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** The offset before which all committed entries of the partition are in its store; absent while that is not known. */
    public OptionalLong entriesUpTo(int partition) {
        return Optional.ofNullable(entriesUpTo.get(partition)).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** What ended it for good, if anything did. */
    public Optional<Throwable> failure() {
        return failure;
    }

    /** Returns whether all stores are closed. */
    public boolean stop() throws InterruptedException {
        stopping.countDown();
        running.ifPresent(Consumer::wakeup);
        thread.join(STOP.toMillis());
        return !thread.isAlive();
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void run() {
        try {
            while (!stopped() && failure.isEmpty()) {
                try (Consumer<byte[], byte[]> consumer = CommittedConsumer.of(consumerConfigs, OWN_SETTINGS)) {
                    running = Optional.of(consumer);
                    follow(consumer);
                } catch (UnrecoverableException e) {
                    metrics.failed();
                    LOG.error("the history cannot follow any more", e);
                    failure = Optional.of(e);
                } catch (RuntimeException e) {
                    metrics.failed();
                    LOG.error("the history stopped following and goes on from its checkpoints", e);
                    pause();
                } finally {
                    caughtUp = false;
                    entriesUpTo = Map.of();
                    running = Optional.empty();
                    writers.clear();
                    standing.clear();
                    followed = Optional.empty();
                }
            }
        } finally {
            stores.partitions().forEach(this::close);
            progress.made();
        }
    }

    /** What could not be flushed is read again; the others must be closed all the same. */
    private void close(int partition) {
        try {
            stores.close(partition);
        } catch (HistoryFailure e) {
            LOG.error("the history of partition {} was closed without its last rows", partition, e);
        }
    }

    private void pause() {
        try {
            boolean stopsNow = stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("going on: {}", !stopsNow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        while (!stopped()) {
            try {
                if (!followed.equals(Optional.of(wanted))) {
                    adopt(consumer, wanted);
                }
                lookAgain(consumer);
                apply(consumer, consumer.poll(standing.isEmpty() ? POLL : POLL_BESIDE_STANDING));
                entriesUpTo = entriesUpTo(consumer);
                sweep();
                OptionalLong behind = metrics.behind(consumer);
                caughtUp = behind.isPresent() && behind.getAsLong() == 0;
                if (caughtUp) {
                    gather();
                }
            } catch (WakeupException e) {
                LOG.debug("woken to stop or to look at the wanted partitions", e);
            } catch (OffsetOutOfRangeException e) {
                checkNothingIsLost(consumer, e.offsetOutOfRangePartitions());
                adopt(consumer, wanted);
            }
        }
    }

    /** By the consumer, which passes over the ends of transactions and what was aborted; never waits. */
    private Map<Integer, Long> entriesUpTo(Consumer<byte[], byte[]> consumer) {
        var read = new HashMap<Integer, Long>();
        for (int partition : writers.keySet()) {
            try {
                read.put(partition, consumer.position(new TopicPartition(Source.LEDGER_ENTRIES.topic(), partition),
                        Duration.ZERO));
            } catch (TimeoutException e) {
                LOG.debug("the position in partition {} is being found", partition, e);
            }
        }
        return Map.copyOf(read);
    }

    /** Whoever asks for what is committed ends this at once; a log that is far ahead is followed without. */
    private void gather() {
        try {
            progress.gather(GATHER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private void adopt(Consumer<byte[], byte[]> consumer, Set<Integer> partitions) {
        followed = Optional.empty();
        caughtUp = false;
        entriesUpTo = Map.of();
        for (int partition : stores.partitions()) {
            if (!partitions.contains(partition)) {
                writers.remove(partition);
                standing.remove(partition);
                stores.close(partition);
            }
        }
        for (int partition : partitions) {
            if (!writers.containsKey(partition)) {
                writers.put(partition, stores.writer(open(partition)));
            }
        }
        seek(consumer);
        // A poll of topics in which nothing comes lasts long: what is here by now is known before.
        entriesUpTo = writers.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey,
                writer -> writer.getValue().checkpoint().entries().offset()));
        followed = Optional.of(partitions);
        metrics.standing(standing.size());
        progress.made();
        LOG.info("following partitions {}", partitions);
    }

    private HistoryStore open(int partition) {
        HistoryStore store = stores.open(partition);
        if (!HistoryWriter.outdated(store)) {
            return store;
        }
        LOG.info("the rows of partition {} have another layout and are built anew", partition);
        return stores.reopenEmpty(partition);
    }

    /** Goes to the checkpoints, or to where the log begins when it has forgotten what came before. */
    private void seek(Consumer<byte[], byte[]> consumer) {
        var places = new HashMap<TopicPartition, Checkpoint.Position>();
        writers.forEach((partition, writer) -> {
            for (Source source : Source.values()) {
                places.put(new TopicPartition(source.topic(), partition), writer.checkpoint().of(source));
            }
        });
        consumer.assign(places.keySet());
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(places.keySet());
        places.forEach((topic, place) -> {
            long first = begin.getOrDefault(topic, 0L);
            if (place.offset() < first) {
                consumer.seek(topic, first);
            } else {
                seek(consumer, topic, place);
            }
        });
    }

    private static void seek(Consumer<byte[], byte[]> consumer, TopicPartition topic, Checkpoint.Position place) {
        consumer.seek(topic, new OffsetAndMetadata(place.offset(), place.leaderEpoch(), ""));
    }

    /** A log may have dropped its oldest records; one that lost its newest has others where ours came from. */
    private static void checkNothingIsLost(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> outOfRange) {
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(outOfRange.keySet());
        outOfRange.forEach((topic, offset) -> {
            if (offset >= begin.getOrDefault(topic, 0L)) {
                throw new LostRecordsException(topic, offset);
            }
        });
    }

    private void apply(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        writers.forEach((partition, writer) -> {
            List<SourceRecord> batch = new ArrayList<>();
            for (Source source : Source.values()) {
                for (ConsumerRecord<byte[], byte[]> record : records
                        .records(new TopicPartition(source.topic(), partition))) {
                    byte[] value = Optional.ofNullable(record.value()).orElse(new byte[0]);
                    batch.add(new SourceRecord(source, record.offset(), record.leaderEpoch(), value));
                }
            }
            if (!batch.isEmpty()) {
                HistoryWriter.Applied applied = writer.apply(batch);
                metrics.applied(applied.records(), applied.passedOver());
                standing.computeIfPresent(partition,
                        (here, standstill) -> standstill.isOver(writer.checkpoint()) ? null : standstill);
                applied.standstill().ifPresent(why -> standStill(consumer, partition, writer, why));
            }
        });
        metrics.standing(standing.size());
        progress.made();
    }

    /** Leaves the partition alone for a while, at the record that cannot be read. */
    private void standStill(Consumer<byte[], byte[]> consumer, int partition, HistoryWriter writer,
            HistoryWriter.Standstill why) {
        metrics.failed();
        standing.computeIfAbsent(partition, here -> new StandingPartition(here, why)).met(why);
        for (Source source : Source.values()) {
            var topic = new TopicPartition(source.topic(), partition);
            consumer.pause(List.of(topic));
            seek(consumer, topic, writer.checkpoint().of(source));
        }
    }

    private void lookAgain(Consumer<byte[], byte[]> consumer) {
        standing.forEach((partition, standstill) -> {
            if (standstill.isDue()) {
                consumer.resume(Arrays.stream(Source.values())
                        .map(source -> new TopicPartition(source.topic(), partition)).toList());
            }
        });
    }

    private void sweep() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        boolean more = false;
        for (HistoryWriter writer : writers.values()) {
            more |= sweep(writer, now);
        }
        nextSweep = more ? now : now.plus(SWEEP_EVERY);
    }

    private boolean sweep(HistoryWriter writer, Instant now) {
        try {
            return writer.deleteRefusalsBefore(now.minus(stores.refusalsKept()), SWEEP_AT_MOST);
        } catch (UnreadSourceException e) {
            LOG.warn("old refusals stay until the next look at them: {}: {}", e.getMessage(), e.reason());
            return false;
        }
    }
}
