package io.quotastack.ledger.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

import io.quotastack.core.account.Account;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.events.LedgerEntry;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.tick.Ticker;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.commit.CommittedForTest;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * The ledger's topology in Streams' test driver, with a ticker whose clock the test sets. A unit of {@code calls} costs 10; the
 * variants are monthly.
 */
final class LedgerDriver implements AutoCloseable {

    static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    static final CustomerRef ACME = CustomerRef.byExternalId(ENVIRONMENT, "acme");
    /** Grants 1,000 a period. */
    static final String PREPAID = "var_prepaid";
    /** Grants 100 a day, until the next. */
    static final String POSTPAID = "var_postpaid";
    /** Behind the family, the tenant, the environment and the customer. */
    private static final int KIND_IN_KEY = 1 + 16 + 1 + 16;
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final OwnedPartitions<Shard> shards = new OwnedPartitions<>(1);
    final PendingCalls<Answer> pendingCalls = new PendingCalls<>(10, Duration.ofSeconds(10));
    final DecidedOffsets decided = new DecidedOffsets(1);
    /** What the ticker sent and {@link #decideTicks} has not piped in yet. */
    final List<CommandEnvelope> ticks = new ArrayList<>();
    final Ticker ticker;
    /** What decisions had to say to other accounts. */
    final List<CommandEnvelope> messages = new ArrayList<>();
    /** Why accepted usage was refused, as the node counts it. */
    final List<ProblemType> refusedUsage = new ArrayList<>();
    final TopologyTestDriver driver;
    /** The node's clock; the broker's is the time of each record. */
    Instant now = START;
    long nanos;
    int mostTicks = 100;
    /** Whether the log says that it has a tick as soon as it is sent. */
    boolean ticksDurable;

    private final Config config = Config.EMPTY.apply(Stream.of(
            new ConfigChange.MetricPut(ENVIRONMENT,
                    new Metric("calls", "Calls", Optional.empty(), START, Optional.empty(),
                            List.of(new MeteringRule("rule_1", "calls", 1, new Price.PerUnit(10), START, START,
                                    Optional.empty())))),
            new ConfigChange.PlanPut(ENVIRONMENT, new Plan("plan_1", "pro", 1, "Pro", Optional.empty(), new TreeMap<>(),
                    START, START)),
            variant(PREPAID, BillingMode.PREPAID, new CreditGrantTerms(1_000, Optional.empty(),
                    new GrantExpiry.PeriodEnd(), 0, Rollover.NONE, false)),
            variant(POSTPAID, BillingMode.POSTPAID, new CreditGrantTerms(100,
                    Optional.of(new Cadence(Interval.DAY, 1)), new GrantExpiry.CadenceEnd(), 0, Rollover.NONE,
                    false)))
            .map(change -> new NumberedChange(1, change)).toList());
    /** What a command is decided with, by the version that is asked for. */
    LongFunction<Config> configs = version -> config;
    private final AvroSerdes serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, "http://127.0.0.1:1",
            AvroSerdes.SERDE_CLASS, PlainAvroSerde.class.getName()));
    private final TestInputTopic<byte[], byte[]> commands;

    LedgerDriver(Path stateDirectory) {
        this(stateDirectory, new LogPosition(0, 0));
    }

    /** @param log how far the log is when the task begins */
    LedgerDriver(Path stateDirectory, LogPosition log) {
        this(stateDirectory, log, 1 << 20);
    }

    /** @param cacheBytes 0: each decision reads the rows of the store */
    LedgerDriver(Path stateDirectory, LogPosition log, long cacheBytes) {
        this(stateDirectory, log, cacheBytes, SessionLease.endless());
    }

    LedgerDriver(Path stateDirectory, LogPosition log, long cacheBytes, SessionLease lease) {
        ticker = new Ticker(shards, new TickList(), () -> mostTicks, () -> now, () -> nanos);
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(LedgerTopology.addTo(new Topology(), serdes,
                new LedgerTopology.Parts(version -> configs.apply(version), shards, pendingCalls, decided,
                        new StandingLog(log), changelog -> Long.MAX_VALUE, () -> lease, cacheBytes, ticker,
                        messages::add, (command, nanos) -> {}, refusedUsage::add)),
                properties, START);
        commands = driver.createInputTopic(Topics.COMMANDS.name(), new ByteArraySerializer(),
                new ByteArraySerializer(), START, Duration.ofMillis(1));
    }

    /** A log of which the task is told that position, and all of whose offsets are commands. */
    private record StandingLog(LogPosition log) implements CommandsTopic {
        @Override
        public LogPosition position(int partition) {
            return log;
        }

        @Override
        public boolean hasCommands(int partition, long from, long to) {
            return from < to;
        }
    }

    private static ConfigChange variant(String id, BillingMode mode, CreditGrantTerms grant) {
        VariantPatch terms = new VariantPatch(Optional.of(mode), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(List.of(grant)), Optional.empty(),
                Optional.empty(), Optional.empty());
        return new ConfigChange.VariantPut(ENVIRONMENT, new PlanVariant(id, "plan_1", id, 1,
                terms.on(VariantTerms.every(Interval.MONTH)), START, START));
    }

    private final class TickList implements Ticker.Log {
        @Override
        public CompletableFuture<Long> append(CommandEnvelope tick) {
            ticks.add(tick);
            return ticksDurable
                    ? CompletableFuture.completedFuture(decided.decidedEnd(0) + ticks.size() - 1)
                    : new CompletableFuture<>();
        }

        @Override
        public long decidedEnd(int partition) {
            return decided.decidedEnd(partition);
        }

        @Override
        public long configVersion() {
            return 1;
        }
    }

    void send(String commandId, Command command) {
        sendAt(START, commandId, command);
    }

    void sendAt(Instant time, String commandId, Command command) {
        sendAt(time, new CommandEnvelope(commandId, ACME, Optional.empty(), 1, command));
    }

    void sendAt(Instant time, CommandEnvelope envelope) {
        pipe(envelope.customer().key().toString().getBytes(UTF_8), CommandCodec.write(envelope), time);
    }

    void pipe(byte[] key, byte[] value, Instant time) {
        commands.pipeInput(key, value, time);
    }

    /** The driver makes no transactions, so what waits for the commit is told by hand. */
    CompletableFuture<Answer> submit(String commandId, Command command, Optional<Idempotency> idempotency) {
        CompletableFuture<Answer> answer = pendingCalls.await(commandId);
        sendAt(START, new CommandEnvelope(commandId, ACME, idempotency, 1, command));
        CommittedForTest.now();
        return answer;
    }

    /** Pipes in what the ticker sent, with the broker's time. */
    void decideTicks(Instant recordedAt) {
        List<CommandEnvelope> sent = List.copyOf(ticks);
        ticks.clear();
        sent.forEach(tick -> sendAt(recordedAt, tick));
    }

    Account account() {
        return shards.of(ACME.key()).read(ACME.key(), state -> state.account().orElseThrow());
    }

    KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(LedgerTopology.STATE);
    }

    /** The last row of a kind of {@link #ACME}. */
    KeyValue<Bytes, byte[]> rowOfKind(char kind) {
        KeyValue<Bytes, byte[]> found = KeyValue.pair(Bytes.wrap(new byte[0]), new byte[0]);
        try (KeyValueIterator<Bytes, byte[]> rows = store().range(Bytes.wrap(new byte[] {1}),
                Bytes.wrap(new byte[] {2}))) {
            while (rows.hasNext()) {
                var row = rows.next();
                if (row.key.get()[KIND_IN_KEY] == kind) {
                    found = row;
                }
            }
        }
        return found;
    }

    List<String> entryTypes() {
        return read(Topics.LEDGER_ENTRIES, LedgerEntry.class).stream().map(LedgerEntry::getType).toList();
    }

    <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        return driver.createOutputTopic(topic.name(), new StringDeserializer(), serdes.values(type).deserializer())
                .readValuesToList();
    }

    List<TestRecord<String, byte[]>> deadLetters() {
        return driver.createOutputTopic(Topics.COMMAND_DEAD_LETTERS.name(), new StringDeserializer(),
                new ByteArrayDeserializer()).readRecordsToList();
    }

    @Override
    public void close() {
        driver.close();
        serdes.close();
    }
}
