package io.quotastack.standalone.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageEventLine;
import io.quotastack.ledger.node.CommandLog;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.metering.intake.CommandSink;
import io.quotastack.metering.intake.IntakeLoop;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;

/**
 * Usage as producers write it to {@code usage-events}, some of it twice, and the product's intake, which takes it and is
 * killed now and then: it goes on from what it had committed.
 */
final class SimulatedUsage {

    private static final TopicPartition SOURCE = new TopicPartition(Topics.USAGE_EVENTS.name(), 0);
    private static final AvroBinary<UsageEvent> EVENTS = new AvroBinary<>(UsageEvent.class);
    /** What tells Avro from JSON. */
    private static final byte[] AVRO = {0};
    private static final int RECORDS_A_POLL = 5;
    private static final int ROOM = 20;

    private final Cluster cluster;
    private final RandomGenerator random;
    private final List<Produced> topic = new ArrayList<>();
    private final Map<String, String> customers = new TreeMap<>();
    private final Set<String> repeated = new HashSet<>();
    private int lives;
    private long committed;
    private MockConsumer<byte[], byte[]> consumer;
    private IntakeLoop intake;

    /** A record, with the broker's time of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Produced(Instant at, byte[] value) {}

    SimulatedUsage(Cluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
        begin();
    }

    /** By the id of each event, whose it is. */
    Map<String, String> customersByEvent() {
        return customers;
    }

    void produce(String customer, String metric, long units) {
        produce(customer, event -> event.setBillableMetricKey(metric).setUnits(units));
    }

    void produce(String customer, List<UsageLine> lines) {
        produce(customer, event -> event.setLines(lines.stream()
                .map(line -> new UsageEventLine(line.metricKey(), line.units(), line.metadata())).toList()));
    }

    private void produce(String customer, UnaryOperator<UsageEvent.Builder> used) {
        String id = "produced-" + topic.size();
        customers.put(id, customer);
        topic.add(new Produced(cluster.brokersClock().instant(),
                EVENTS.encode(AVRO, used.apply(UsageEvent.newBuilder().setEventId(id)
                        .setTenantId(cluster.config.environment().tenantId().toString())
                        .setEnvironment(cluster.config.environment().environment().text())
                        .setExternalCustomerId(customer)
                        .setCustomerId(null).setTimestamp(null)
                        .setMetadata(Map.of())).build())));
    }

    /** Any event once more, as by a producer that did not hear of its first. */
    void produceAgain() {
        if (!topic.isEmpty()) {
            byte[] event = topic.get(random.nextInt(topic.size())).value();
            topic.add(new Produced(cluster.brokersClock().instant(), event));
            repeated.add(EVENTS.decode(EVENTS.schema(), event, AVRO.length).getEventId());
        }
    }

    /** Whether one record bears the event, however often it was taken. */
    boolean isProducedOnce(String event) {
        return !repeated.contains(event);
    }

    private void begin() {
        lives++;
        consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(SOURCE, 0L));
        var known = cluster.config.new Known();
        intake = new IntakeLoop(consumer, (ignored, bytes) -> EVENTS.decode(EVENTS.schema(), bytes, AVRO.length),
                new Sink(lives),
                (record, reason) -> CompletableFuture.failedFuture(new AssertionError("a dead letter: " + reason)),
                known::current, cluster.brokersClock(), cluster::nanos, Cluster.PARTITIONS);
        intake.begin();
        consumer.rebalance(Set.of(SOURCE));
        consumer.commitSync(Map.of(SOURCE, new OffsetAndMetadata(committed)));
    }

    /** A poll, and what follows from it. */
    void step() {
        if (!consumer.paused().contains(SOURCE)) {
            long from = consumer.position(SOURCE);
            for (long offset = from; offset < Math.min(topic.size(), from + RECORDS_A_POLL); offset++) {
                Produced record = topic.get((int) offset);
                consumer.addRecord(new ConsumerRecord<>(SOURCE.topic(), SOURCE.partition(), offset,
                        record.at().toEpochMilli(), TimestampType.LOG_APPEND_TIME, -1, record.value().length, null,
                        record.value(), new RecordHeaders(), Optional.empty()));
            }
        }
        intake.step();
        committed = Optional.ofNullable(consumer.committed(Set.of(SOURCE)).get(SOURCE)).map(OffsetAndMetadata::offset)
                .orElse(0L);
    }

    /** What it had sent may arrive or not; the next one begins at what was committed. */
    void kill() {
        cluster.network.breakOff("intake " + lives + " ");
        begin();
    }

    /** Whether all that was produced is taken, and the intake knows. */
    boolean isIdle() {
        return committed == topic.size();
    }

    /** As that of an intake on a node of its own: into the log at once, as long as the ledger keeps up. */
    private final class Sink implements CommandSink {

        private final DecidedOffsets decided = new DecidedOffsets(Cluster.PARTITIONS);
        private final CommandLog log;

        Sink(int life) {
            var producer = new DurableProducer(new SimulatedProducer(cluster, "intake " + life, "bulk"));
            this.log = new CommandLog(producer, producer, Cluster.PARTITIONS, decided);
        }

        @Override
        public int room(int partition) {
            decided.startAt(partition, cluster.partitions.get(partition).decided());
            return (int) Math.max(0, ROOM - log.undecided(partition));
        }

        @Override
        public CompletableFuture<Void> append(CommandEnvelope command) {
            return log.append(command).thenAccept(offset -> {});
        }

        @Override
        public boolean customerExists(CustomerKey customer) {
            throw new UnsupportedOperationException("producers name customers by their own ids here");
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            return Optional.empty();
        }
    }
}
