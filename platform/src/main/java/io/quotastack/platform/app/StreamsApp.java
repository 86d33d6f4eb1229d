package io.quotastack.platform.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.App;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.commit.StreamsClients;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/** A Kafka Streams application of a node: its settings, its start and its end. */
public final class StreamsApp implements App {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);
    private static final int MOST_THREAD_DEATHS = 5;
    private static final Duration SESSION = Duration.ofSeconds(10);
    /** The least that brokers allow by default: the sooner a dead owner is known for dead, the sooner others take over. */
    private static final Duration SESSION_AMONG_OTHERS = Duration.ofSeconds(6);
    /** Of a session: some may be lost, and what a node knows of its session is never old. */
    private static final int HEARTBEATS = 6;
    private static final int PROBING_MILLIS = 60_000;

    private final KafkaStreams streams;
    private final String commandsTopic;
    private final NodeSettings settings;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final AtomicInteger threadDeaths = new AtomicInteger();
    private volatile Runnable whenAssigned = () -> {};
    private volatile Optional<Throwable> failure = Optional.empty();

    /**
     * An application that is not started yet.
     *
     * @param applicationId also the name of the consumer group that holds how far its topics are read
     * @param commandsTopic the one of its topics whose records callers wait for
     */
    public StreamsApp(String applicationId, Topology topology, String commandsTopic, CommitPolicy commits,
            NodeSettings settings) {
        this.commandsTopic = commandsTopic;
        this.settings = settings;
        var clients = new StreamsClients(commandsTopic, commits, this::isReady);
        streams = new KafkaStreams(topology, properties(applicationId, commits.within(), settings), clients);
        streams.setStateListener((state, before) -> {
            if (state == KafkaStreams.State.RUNNING) {
                running.complete(null);
                whenAssigned.run();
            }
            if (state == KafkaStreams.State.PENDING_SHUTDOWN || state == KafkaStreams.State.PENDING_ERROR) {
                clients.end();
            }
        });
        streams.setUncaughtExceptionHandler(this::threadDied);
        streams.setGlobalStateRestoreListener(new RestoreProgress());
    }

    @Override
    public void start() {
        streams.start();
    }

    /** Runs each time that all tasks that this node has now run, be it with others than before. Before the start. */
    public void whenAssigned(Runnable action) {
        whenAssigned = action;
    }

    /** Completes when all tasks run for the first time; fails when they cannot. */
    @Override
    public CompletableFuture<Void> ready() {
        return running.copy();
    }

    @Override
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    public KafkaStreams streams() {
        return streams;
    }

    /**
     * Which node owns which partition of the commands, as the group's last assignment has it. Throws
     * {@link UnavailableException} while this node has none.
     */
    public OwnerMap owners() {
        try {
            var owners = new HashMap<Integer, NodeAddress>();
            for (StreamsMetadata node : streams.metadataForAllStreamsClients()) {
                node.topicPartitions().stream().filter(partition -> partition.topic().equals(commandsTopic)).forEach(
                        partition -> owners.put(partition.partition(), new NodeAddress(node.host(), node.port())));
            }
            return new OwnerMap(settings.partitions(), owners);
        } catch (IllegalStateException e) {
            throw new UnavailableException("the node is not in its group: " + e.getMessage());
        }
    }

    /**
     * Stops. A node among others leaves the group, so that they take over at once; one that is alone stays in it, and takes
     * its place again when it is back.
     */
    @Override
    public void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_WITHIN).withGroupMembershipOperation(
                settings.member().address().isPresent()
                        ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                        : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        if (!streams.close(options)) {
            LOG.warn("stream threads did not stop within {} s", CLOSE_WITHIN.toSeconds());
        }
    }

    /**
     * A thread that died is replaced; one that keeps dying is a broken machine, which the operator must hear of. So is
     * what cannot be read, and another thread would read the same.
     */
    private StreamThreadExceptionResponse threadDied(Throwable cause) {
        LOG.error("a stream thread died", cause);
        Optional<Throwable> unrecoverable = causes(cause).filter(UnrecoverableException.class::isInstance).findFirst();
        if (unrecoverable.isPresent()) {
            return stop(unrecoverable.get());
        }
        if (causes(cause).anyMatch(FencedInstanceIdException.class::isInstance)) {
            return stop(new InstanceIdTakenException(settings.member().instanceId(), cause));
        }
        if (threadDeaths.incrementAndGet() <= MOST_THREAD_DEATHS) {
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        return stop(cause);
    }

    private static Stream<Throwable> causes(Throwable outermost) {
        return Stream.iterate(outermost, Objects::nonNull, Throwable::getCause);
    }

    private StreamThreadExceptionResponse stop(Throwable cause) {
        failure = Optional.of(cause);
        running.completeExceptionally(cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static Properties properties(String applicationId, Duration commitWithin, NodeSettings settings) {
        var properties = new Properties();
        properties.putAll(settings.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, settings.member().clientId());
        settings.member().address()
                .ifPresent(address -> properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().resolve("streams").toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.copies().replication());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.copies().standbys());
        // For what decides no commands and waits for nobody, such as the end of a restore; for all else there is the
        // CommitPolicy, which Streams must not forestall.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Math.max(100, commitWithin.toMillis()));
        // A poll ends as soon as there are records. Without any, each costs a round of the thread's loop for nothing; what
        // else the loop looks after, StreamsClients knows of.
        properties.put(StreamsConfig.POLL_MS_CONFIG, 1_000);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 1_000);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1_000);
        // A static member takes its place again after a restart at once, instead of waiting for the dead one's session.
        properties.put(StreamsConfig.consumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG),
                settings.member().instanceId());
        boolean amongOthers = settings.member().address().isPresent();
        int session = Math.toIntExact((amongOthers ? SESSION_AMONG_OTHERS : SESSION).toMillis());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), session / HEARTBEATS);
        // A node that came back gets its share again as soon as it has read what it missed.
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
        // A commit flushes; lingering only keeps sends before it from being small.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 100);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
        // A command set aside is a record as large as it came.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 4 << 20);
        // Who takes over from a dead node waits until its last transaction is given up, so no longer than for its session.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), session);
        return properties;
    }

    /** Tells how far a restore is: after a crash it can take a while. */
    private static final class RestoreProgress implements StateRestoreListener {

        private static final long LOG_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

        private final Map<TopicPartition, Long> restored = new ConcurrentHashMap<>();
        private final Map<TopicPartition, Long> total = new ConcurrentHashMap<>();
        private volatile long loggedAt = System.nanoTime();

        @Override
        public void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
            total.put(changelog, to - from);
            restored.put(changelog, 0L);
        }

        @Override
        public void onBatchRestored(TopicPartition changelog, String store, long end, long count) {
            long sum = restored.merge(changelog, count, Long::sum);
            if (System.nanoTime() - loggedAt > LOG_EVERY_NANOS) {
                loggedAt = System.nanoTime();
                LOG.info("restoring {}: {} of about {} rows", changelog, sum, total.getOrDefault(changelog, 0L));
            }
        }

        @Override
        public void onRestoreEnd(TopicPartition changelog, String store, long count) {
            if (count > 0) {
                LOG.info("restored {}: {} rows", changelog, count);
            }
        }
    }
}
