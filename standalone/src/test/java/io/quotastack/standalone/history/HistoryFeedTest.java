package io.quotastack.standalone.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.broker.EmbeddedBroker;

/** How the history follows its topics on a real broker. What it makes of the records is tested where it is made. */
@Timeout(120)
class HistoryFeedTest {

    private static final int PARTITIONS = 2;
    private static final Set<Integer> ALL = Set.of(0, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
    private static final CustomerKey ANN = customerOfPartition(0);
    private static final CustomerKey BOB = customerOfPartition(1);

    private static final AvroBinary<io.quotastack.events.LedgerEntry> ENTRIES = new AvroBinary<>(
            io.quotastack.events.LedgerEntry.class);
    private static final AvroBinary<UsageOutcome> OUTCOMES = new AvroBinary<>(UsageOutcome.class);
    private static final AvroBinary<SubscriptionChange> CHANGES = new AvroBinary<>(SubscriptionChange.class);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private Producer<byte[], byte[]> producer;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0, false);
        Topics.create(client(), new Topics.Settings(PARTITIONS, (short) 1));
        producer = producer("first");
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void seesOnlyWhatWasCommitted() throws Exception {
        try (var history = history(new SimpleMeterRegistry()); var other = producer("second")) {
            commit(entry(ANN, 1, "first"));
            other.beginTransaction();
            send(other, entry(ANN, 2, "aborted"));
            other.flush();
            other.abortTransaction();
            commit(entry(ANN, 2, "second"));
            other.beginTransaction();
            send(other, entry(ANN, 3, "third"));
            other.flush();
            commit(entry(BOB, 1, "first"));

            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(history.awaitVersion(BOB, 1, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "second");

            other.commitTransaction();

            assertThat(history.awaitVersion(ANN, 3, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "second", "third");
        }
    }

    @Test
    void goesOnAfterARestartFromItsCheckpoint() throws Exception {
        try (var history = history(new SimpleMeterRegistry())) {
            commit(entry(ANN, 1, "first"), entry(BOB, 1, "first"));
            assertThat(history.awaitVersion(ANN, 1, PATIENCE)).isTrue();
            assertThat(history.awaitVersion(BOB, 1, PATIENCE)).isTrue();
        }
        commit(entry(ANN, 2, "second"));
        var metrics = new SimpleMeterRegistry();
        try (var history = history(metrics)) {
            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "second");
            assertThat(commandIds(history, BOB)).containsExactly("first");
        }
        assertThat(recordsApplied(metrics)).isEqualTo(1);
    }

    @Test
    void aPartitionThatWentAndCameBackGoesOnWhereItWas() throws Exception {
        var metrics = new SimpleMeterRegistry();
        try (var history = history(metrics)) {
            commit(entry(ANN, 1, "first"), entry(BOB, 1, "first"));
            assertThat(history.awaitVersion(ANN, 1, PATIENCE)).isTrue();
            assertThat(history.awaitVersion(BOB, 1, PATIENCE)).isTrue();

            history.assign(Set.of(1));
            assertThat(history.await(() -> !isHere(history, ANN), PATIENCE)).isTrue();
            commit(entry(ANN, 2, "second"), entry(BOB, 2, "second"));
            assertThat(history.awaitVersion(BOB, 2, PATIENCE)).isTrue();
            assertThat(isHere(history, ANN)).isFalse();

            history.assign(ALL);
            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "second");
            assertThat(commandIds(history, BOB)).containsExactly("first", "second");
        }
        assertThat(recordsApplied(metrics)).isEqualTo(4);
    }

    @Test
    void buildsAnewWhatWasDeleted() throws Exception {
        try (var history = history(new SimpleMeterRegistry())) {
            commit(entry(ANN, 1, "first"), entry(ANN, 2, "second"), entry(BOB, 1, "first"));
            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(history.awaitVersion(BOB, 1, PATIENCE)).isTrue();
        }
        deleteAll(directory.resolve("node/history/0"));
        var metrics = new SimpleMeterRegistry();
        try (var history = history(metrics)) {
            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "second");
            assertThat(commandIds(history, BOB)).containsExactly("first");
        }
        assertThat(recordsApplied(metrics)).isEqualTo(2);
    }

    @Test
    void aRecordThatCannotBeReadHoldsUpItsPartitionAloneUntilItCan() throws Exception {
        var unreadable = new AtomicBoolean(true);
        var metrics = new SimpleMeterRegistry();
        Deserializer<io.quotastack.events.LedgerEntry> entries = (topic, bytes) -> {
            io.quotastack.events.LedgerEntry entry = ENTRIES.decode(bytes);
            if (unreadable.get() && entry.getCommandId().equals("gone")) {
                throw new SerializationException("its schema is gone");
            }
            return entry;
        };
        try (var history = history(metrics, entries)) {
            commit(entry(ANN, 1, "first"), entry(ANN, 2, "gone"), entry(ANN, 3, "third"), entry(BOB, 1, "first"));
            assertThat(history.awaitVersion(BOB, 1, PATIENCE)).isTrue();
            assertThat(history.awaitVersion(ANN, 1, PATIENCE)).isTrue();
            assertThat(history.await(() -> standing(metrics) == 1 && failures(metrics) > 2, PATIENCE)).isTrue();
            commit(entry(BOB, 2, "second"));
            assertThat(history.awaitVersion(BOB, 2, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first");

            unreadable.set(false);

            assertThat(history.awaitVersion(ANN, 3, PATIENCE)).isTrue();
            assertThat(commandIds(history, ANN)).containsExactly("first", "gone", "third");
            assertThat(history.await(() -> standing(metrics) == 0, PATIENCE)).isTrue();
        }
        assertThat(metrics.get("quotastack.history.unreadable").counter().count()).isZero();
    }

    @Test
    void aTopicThatLostWhatWasReadOfItEndsTheHistory() throws Exception {
        try (var history = history(new SimpleMeterRegistry())) {
            commit(entry(ANN, 1, "first"), entry(ANN, 2, "second"));
            assertThat(history.awaitVersion(ANN, 2, PATIENCE)).isTrue();
            assertThat(history.failure()).isEmpty();
        }
        try (Admin admin = Admin.create(client())) {
            admin.deleteTopics(List.of(Topics.LEDGER_ENTRIES.name())).all().get();
        }
        Topics.create(client(), new Topics.Settings(PARTITIONS, (short) 1));

        try (var history = history(new SimpleMeterRegistry())) {
            assertThat(history.await(() -> history.failure().isPresent(), PATIENCE)).isTrue();
            assertThat(history.failure().orElseThrow()).hasMessageContaining("ledger-entries-0 ends before offset");
        }
    }

    private static double standing(MeterRegistry metrics) {
        return metrics.get("quotastack.history.standing.partitions").gauge().value();
    }

    private static double failures(MeterRegistry metrics) {
        return metrics.get("quotastack.history.failures").counter().count();
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private History history(MeterRegistry metrics) {
        return history(metrics, (topic, bytes) -> ENTRIES.decode(bytes));
    }

    private History history(MeterRegistry metrics, Deserializer<io.quotastack.events.LedgerEntry> entries) {
        var history = new History(History.Settings.of(directory.resolve("node"), client()),
                PARTITIONS, entries,
                (topic, bytes) -> OUTCOMES.decode(bytes), (topic, bytes) -> CHANGES.decode(bytes), Clock.systemUTC(),
                metrics);
        history.start(ALL);
        return history;
    }

    private Producer<byte[], byte[]> producer(String transactionalId) {
        var transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
                new ByteArraySerializer(), new ByteArraySerializer());
        transactional.initTransactions();
        return transactional;
    }

    private void commit(LedgerEntry... entries) throws Exception {
        producer.beginTransaction();
        for (LedgerEntry entry : entries) {
            send(producer, entry);
        }
        producer.commitTransaction();
    }

    private static void send(Producer<byte[], byte[]> to, LedgerEntry entry) throws Exception {
        to.send(new ProducerRecord<>(Topics.LEDGER_ENTRIES.name(), partitionOf(entry.customer()), new byte[0],
                EntryCodec.write(entry, "external"))).get();
    }

    private static LedgerEntry entry(CustomerKey customer, long sequence, String commandId) {
        return EntryHash.seal(new LedgerEntry(customer,
                new LedgerEntry.Link(sequence, EntryHash.FIRST_PREVIOUS, ""), EntryType.ADJUST,
                new LedgerEntry.Movement(-10, 0, List.of(Allocation.ofOverage(10)), List.of()),
                new Balances(-10 * sequence, 0, 10 * sequence, 0, 10 * sequence),
                new LedgerEntry.Cause(commandId, Optional.empty()), LedgerEntry.Subject.NONE, Map.of(),
                new LedgerEntry.Times(TIME, TIME), LedgerEntry.Context.NONE));
    }

    private static List<String> commandIds(History history, CustomerKey customer) {
        return Stream.iterate(1L, sequence -> sequence + 1)
                .map(sequence -> history.reads().ledger().entryAt(customer, sequence))
                .takeWhile(Optional::isPresent).map(entry -> entry.orElseThrow().cause().commandId()).toList();
    }

    private static boolean isHere(History history, CustomerKey customer) {
        try {
            return history.reads().ledger().entryAt(customer, 1).isPresent();
        } catch (ShardMovedException e) {
            return false;
        }
    }

    private static double recordsApplied(MeterRegistry metrics) {
        return metrics.get("quotastack.history.records").counter().count();
    }

    private static int partitionOf(CustomerKey customer) {
        return Topics.partition(customer.toString(), PARTITIONS);
    }

    private static CustomerKey customerOfPartition(int partition) {
        var tenantEnvironment = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
        return IntStream.range(0, 100).mapToObj(i -> CustomerKey.ofExternalId(tenantEnvironment, "customer-" + i))
                .filter(customer -> partitionOf(customer) == partition).findFirst().orElseThrow();
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
