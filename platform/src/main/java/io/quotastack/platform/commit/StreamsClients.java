package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that Streams works with: plain ones that tell {@link GroupCommit} of polls and commits, and
 * {@link SessionLease} of polls. Once all tasks run, a stream thread has nothing to do but wait for records, and its polls
 * may last as long as Streams lets them.
 */
public final class StreamsClients implements KafkaClientSupplier {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsClients.class);
    /** How long a poll lasts while a stream thread has other things to look after too. */
    private static final Duration BUSY_POLL = Duration.ofMillis(100);

    private static final Set<String> ANSWERS_OF_THE_GROUP = Set.of("heartbeat-total", "join-total", "sync-total");

    private final String commandsTopic;
    private final CommitPolicy policy;
    private final Set<CountingConsumer> ofThreads = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier tasksRun;

    /**
     * The clients of one application.
     *
     * @param commandsTopic whose records are decided; others are not counted
     * @param tasksRun whether all tasks run. As long as they do not, stream threads also look after restores, and after
     *        the end, of which no poll tells
     */
    public StreamsClients(String commandsTopic, CommitPolicy policy, BooleanSupplier tasksRun) {
        this.commandsTopic = commandsTopic;
        this.policy = policy;
        this.tasksRun = tasksRun;
    }

    /** The application has begun to end: what waits for records does so no more. */
    public void end() {
        ofThreads.forEach(CountingConsumer::end);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        var consumer = new CountingConsumer(config);
        ofThreads.add(consumer);
        return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TellingProducer(config);
    }

    private final class CountingConsumer extends KafkaConsumer<byte[], byte[]> {

        private final Object wakingUp = new Object();
        private boolean polling;
        private final SessionLease lease;
        private final List<Metric> answersOfTheGroup;

        CountingConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.lease = new SessionLease(Duration.ofMillis(Long.parseLong(
                    String.valueOf(config.get(CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG)))), System::nanoTime);
            this.answersOfTheGroup = metrics().values().stream()
                    .filter(metric -> metric.metricName().group().equals("consumer-coordinator-metrics")
                            && ANSWERS_OF_THE_GROUP.contains(metric.metricName().name()))
                    .<Metric>map(metric -> metric).toList();
            if (answersOfTheGroup.size() != ANSWERS_OF_THE_GROUP.size()) {
                throw new IllegalStateException("the consumer does not count " + ANSWERS_OF_THE_GROUP);
            }
        }

        private long answers() {
            return answersOfTheGroup.stream().mapToLong(metric -> ((Number) metric.metricValue()).longValue()).sum();
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            GroupCommit commit = GroupCommit.ofThread();
            lease.isOfThread();
            long now = System.nanoTime();
            long answers = answers();
            ConsumerRecords<byte[], byte[]> records = pollUntilTheEnd(commit.pollTimeout(timeout));
            lease.polled(answers, now);
            int commands = 0;
            for (TopicPartition partition : records.partitions()) {
                if (partition.topic().equals(commandsTopic)) {
                    commands += records.records(partition).size();
                }
            }
            commit.polled(records.count(), commands, policy);
            return records;
        }

        private ConsumerRecords<byte[], byte[]> pollUntilTheEnd(Duration timeout) {
            polling(true);
            try {
                // Asked after it is known that we poll: whoever ends it from now on wakes us.
                return super.poll(hasTime() || timeout.compareTo(BUSY_POLL) < 0 ? timeout : BUSY_POLL);
            } catch (WakeupException e) {
                LOG.debug("woken to end", e);
                return ConsumerRecords.empty();
            } finally {
                polling(false);
            }
        }

        /** Not before it is known that the group has heard of us, for which readers wait. */
        private boolean hasTime() {
            return tasksRun.getAsBoolean() && lease.isHeld();
        }

        private void polling(boolean now) {
            synchronized (wakingUp) {
                polling = now;
            }
        }

        /** Only a poll is woken: Streams expects it of no other call. */
        void end() {
            synchronized (wakingUp) {
                if (polling) {
                    wakeup();
                }
            }
        }
    }

    private static final class TellingProducer extends KafkaProducer<byte[], byte[]> {

        /** So Streams calls the topics that its stores are restored from. */
        private static final String CHANGELOG = "-changelog";

        /** Of each changelog, what was acknowledged last. */
        private final Map<TopicPartition, Long> lastOffsets = new ConcurrentHashMap<>();

        TellingProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void flush() {
            GroupCommit.ofThread().flushing();
            super.flush();
        }

        /** When this returns, the commit is durable: whatever comes after cannot take it back. */
        @Override
        public void commitTransaction() {
            GroupCommit.ofThread().committing();
            super.commitTransaction();
            GroupCommit.ofThread().committed(lastOffsets);
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            return super.send(record, record.topic().endsWith(CHANGELOG) ? noting(callback) : callback);
        }

        private Callback noting(Callback callback) {
            return (written, failure) -> {
                if (failure == null) {
                    lastOffsets.put(new TopicPartition(written.topic(), written.partition()), written.offset());
                }
                callback.onCompletion(written, failure);
            };
        }

        @Override
        public void abortTransaction() {
            GroupCommit.ofThread().aborted();
            super.abortTransaction();
        }

        /** Streams does not abort what it has lost to another owner, but takes another producer. */
        @Override
        public void close(Duration timeout) {
            GroupCommit.ofThread().aborted();
            super.close(timeout);
        }
    }
}
