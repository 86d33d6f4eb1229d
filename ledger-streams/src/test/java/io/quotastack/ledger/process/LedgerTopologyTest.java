package io.quotastack.ledger.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigChange;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.commit.CommittedForTest;
import io.quotastack.ledger.commit.Waiters;
import io.quotastack.ledger.state.Shards;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/** The way of a command through the ledger's topology, without a broker. */
class LedgerTopologyTest {

    private static final TenantEnvironment WORLD = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final CustomerRef ACME = CustomerRef.byExternalId(WORLD, "acme");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path stateDirectory;

    private final Config config = Config.EMPTY.apply(1,
            new ConfigChange.MetricPut(WORLD, new Metric("calls", "Calls", Optional.empty(), START, Optional.empty(),
                    List.of(new MeteringRule("rule_1", "calls", 1, new Price.PerUnit(10), START, START,
                            Optional.empty())))));
    private final Shards shards = new Shards(1);
    private final Waiters<Answer> waiters = new Waiters<>(10, 10);
    private final DecidedOffsets decided = new DecidedOffsets(1);
    private final List<CommandEnvelope> ticks = new ArrayList<>();
    private final Ticker ticker = new Ticker(shards, new TickLog(ticks), () -> 100, () -> now, () -> nanos);
    private Instant now = START;
    private long nanos;
    private final AvroSerdes serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, "http://127.0.0.1:1",
            AvroSerdes.SERDE_CLASS, PlainAvroSerde.class.getName()));
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> commands;

    @BeforeEach
    void start() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(LedgerTopology.addTo(new Topology(), serdes,
                new LedgerTopology.Parts(version -> config, shards, waiters, decided, ticker)), properties,
                START);
        commands = driver.createInputTopic(Topics.COMMANDS.name(), new ByteArraySerializer(),
                new ByteArraySerializer(), START, Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        driver.close();
        serdes.close();
    }

    @Test
    void booksAGrantAndTellsOfIt() {
        send("c1", grant(1_000));

        List<LedgerEntry> entries = read(Topics.LEDGER_ENTRIES, LedgerEntry.class);
        assertThat(entries).extracting(LedgerEntry::getType).containsExactly("grant");
        assertThat(entries.getFirst().getExternalCustomerId()).isEqualTo("acme");
        assertThat(entries.getFirst().getRecordedAt()).isEqualTo(START);
        assertThat(read(Topics.CUSTOMER_EVENTS, CustomerEvent.class)).extracting(CustomerEvent::getType)
                .containsExactly("credit.granted");
        assertThat(read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).isEmpty();
        assertThat(balance()).isEqualTo(1_000);
    }

    @Test
    void reportsUsageThatNobodyWaitsFor() {
        send("c1", grant(1_000));
        send("c2", usage("e1", 3, true));
        send("c3", usage("e2", 300, true));

        assertThat(read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).extracting(UsageOutcome::getStatus)
                .containsExactly("charged", "refused");
        assertThat(balance()).isEqualTo(970);
    }

    @Test
    void chargesAnEventOnceHoweverOftenItComes() {
        send("c1", grant(1_000));
        send("c2", usage("e1", 3, true));
        send("c2", usage("e1", 3, true));
        send("c3", usage("e1", 3, false));

        assertThat(read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).hasSize(2);
        assertThat(balance()).isEqualTo(970);
    }

    @Test
    void replaysTheKeptAnswerByteForByte() {
        CompletableFuture<Answer> first = submit("c1", grant(1_000), Optional.of(key("k")));
        CompletableFuture<Answer> again = submit("c2", grant(1_000), Optional.of(key("k")));

        var answered = (Answer.Finished) first.join();
        var replayed = (Answer.Finished) again.join();
        assertThat(replayed.reply().body()).isEqualTo(answered.reply().body());
        assertThat(answered.reply().replayed()).isFalse();
        assertThat(replayed.reply().replayed()).isTrue();
        assertThat(read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).hasSize(1);
    }

    @Test
    void leavesNothingOfARefusedCallerThatIsNoCustomer() {
        CompletableFuture<Answer> answer = submit("c1", usage("e1", 3, false), Optional.of(key("e1")));

        assertThat(((Answer.Finished) answer.join()).reply().status()).isEqualTo(402);
        Optional<Customer> customer = shards.of(ACME.key()).read(ACME.key(), AccountState::customer);
        assertThat(customer).isEmpty();
        assertThat(read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).isEmpty();
    }

    @Test
    void setsAsideWhatIsNoCommandAndGoesOn() {
        byte[] poison = "not a command".getBytes(UTF_8);
        commands.pipeInput(ACME.key().toString().getBytes(UTF_8), poison, START);
        commands.pipeInput("not a customer".getBytes(UTF_8), CommandCodec.write(envelope("c1", grant(1))), START);
        send("c2", grant(1_000));

        var deadLetters = driver.createOutputTopic(Topics.COMMAND_DEAD_LETTERS.name(), new StringDeserializer(),
                new ByteArrayDeserializer()).readRecordsToList();
        assertThat(deadLetters).extracting(TestRecord::value).startsWith(poison);
        assertThat(deadLetters).hasSize(2);
        assertThat(deadLetters.getFirst().headers().lastHeader("quotastack-source-offset").value())
                .isEqualTo("0".getBytes(UTF_8));
        assertThat(balance()).isEqualTo(1_000);
    }

    @Test
    void settlesWhatIsDueBeforeACommandOfTheSameCustomer() {
        send("c1", new Command.GrantCredits(500, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                new Command.Expiry(Optional.of(START.plusSeconds(60)), OptionalLong.empty()),
                Optional.empty(), Optional.empty(), Map.of()));
        sendAt(START.plusSeconds(60), "c2", grant(1_000));

        assertThat(read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).extracting(LedgerEntry::getType)
                .containsExactly("grant", "expire", "grant");
        assertThat(balance()).isEqualTo(1_000);
    }

    @Test
    void forgetsAnswersSometimeAfterTheirDay() {
        CompletableFuture<Answer> unused = submit("c1", grant(1_000), Optional.of(key("k")));
        driver.advanceWallClockTime(Duration.ofHours(25));

        Optional<AnswerMark> kept = shards.of(ACME.key()).read(ACME.key(),
                state -> state.answer(AnswerKey.ofRequest("k")));
        assertThat(kept).isEmpty();
    }

    @Test
    void knowsHowFarTheLogIsDecided() {
        send("c1", grant(1));
        send("c2", grant(1));

        assertThat(decided.decidedEnd(0)).isEqualTo(2);
    }

    private static Command grant(long credits) {
        return new Command.GrantCredits(credits, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                Command.Expiry.NEVER, Optional.empty(), Optional.empty(), Map.of());
    }

    private static Command usage(String eventId, long units, boolean accepted) {
        return new Command.RecordUsage(new UsageEvent(eventId, "calls", units, Optional.empty(), Map.of()),
                Optional.empty(), accepted, Optional.empty());
    }

    private static Idempotency key(String key) {
        return new Idempotency(key, "fingerprint", "/v1/somewhere");
    }

    private static CommandEnvelope envelope(String commandId, Command command) {
        return new CommandEnvelope(commandId, ACME, Optional.empty(), 1, command);
    }

    private void send(String commandId, Command command) {
        sendAt(START, commandId, command);
    }

    private void sendAt(Instant time, String commandId, Command command) {
        commands.pipeInput(ACME.key().toString().getBytes(UTF_8), CommandCodec.write(envelope(commandId, command)),
                time);
    }

    /** The driver makes no transactions, so what waits for the commit is told by hand. */
    private CompletableFuture<Answer> submit(String commandId, Command command, Optional<Idempotency> idempotency) {
        CompletableFuture<Answer> answer = waiters.await(commandId);
        commands.pipeInput(ACME.key().toString().getBytes(UTF_8),
                CommandCodec.write(new CommandEnvelope(commandId, ACME, idempotency, 1, command)), START);
        CommittedForTest.now();
        return answer;
    }

    private long balance() {
        CustomerKey key = ACME.key();
        return shards.of(key).read(key, state -> state.account().map(Account::balance).orElseThrow());
    }

    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        return driver.createOutputTopic(topic.name(), new StringDeserializer(), serdes.values(type).deserializer())
                .readValuesToList();
    }
}
