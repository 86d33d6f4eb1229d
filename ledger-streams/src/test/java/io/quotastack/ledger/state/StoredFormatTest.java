package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.Bounds;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.Decision;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.ledger.GoldenLines;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.platform.store.RowCodec;

/**
 * The rows that one story leaves, byte for byte as they were when format 1 was fixed. A row that comes out otherwise needs a
 * format of its own; a story that goes on otherwise is recorded anew, see {@link GoldenLines}.
 */
class StoredFormatTest {

    private static final GoldenLines ROWS = new GoldenLines("/formats/state-rows.txt");
    private static final int KIND = 1 + 16 + 1 + 16;
    private static final Map<String, String> METADATA = Map.of("a", "1");

    private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
    private final Config config = TestEnvironment.config(OveragePolicy.ALLOW);
    private Instant now = Instant.parse("2026-01-31T22:30:00Z");
    private int commands;

    @BeforeEach
    void openStore() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void writesEachRowAsEver() {
        tellTheStory();

        ROWS.check(rows());
    }

    @Test
    void readsEachRowThatWasEverWrittenAndWritesItTheSame() {
        for (String line : ROWS.lines()) {
            String[] row = line.split(" ", -1);
            var key = Bytes.wrap(HexFormat.of().parseHex(row[1]));
            byte[] value = HexFormat.of().parseHex(row[2]);
            codecOf(row[0]).ifPresent(codec -> assertThat(readAndWrite(codec, key, value)).as(line).isEqualTo(value));
        }
    }

    @Test
    void hasARowOfEachKind() {
        assertThat(ROWS.lines()).extracting(line -> line.split(" ", -1)[0]).contains("1a", "1c", "1t", "1w", "1b", "1v",
                "1d", "1h", "1e", "1q", "1s", "1i", "1j", "1x", "1f", "1n", "1g", "1l", "1o", "1u", "1p", "1y", "1m",
                "2", "3k", "4", "5");
        assertThat(ROWS.lines()).allSatisfy(line -> assertThat(line.split(" ", -1)[2]).startsWith("01"));
    }

    private static <T> byte[] readAndWrite(RowCodec<T> codec, Bytes key, byte[] value) {
        return codec.write(key, codec.read(key, value));
    }

    /** Of rows that do not say all in their key. */
    private static Optional<RowCodec<?>> codecOf(String kind) {
        return switch (kind) {
            case "1a" -> Optional.of(StateRows.ACCOUNT);
            case "1c" -> Optional.of(StateRows.CUSTOMER);
            case "1t", "1w" -> Optional.of(StateRows.BLOCK_BALANCE);
            case "1b" -> Optional.of(StateRows.TERMS);
            case "1d" -> Optional.of(StateRows.SCHEDULED_ACTION);
            case "1h" -> Optional.of(StateRows.RESERVATION);
            case "1e" -> Optional.of(StateRows.END_OF_RESERVATION);
            case "1q" -> Optional.of(StateRows.TOPUP_REQUESTS);
            case "1s" -> Optional.of(StateRows.SUBSCRIPTION);
            case "1i" -> Optional.of(StateRows.PERIOD_BLOCK);
            case "1j" -> Optional.of(StateRows.WAITING_USAGE);
            case "1x" -> Optional.of(StateRows.PLACE_OF_WAITING);
            case "1f" -> Optional.of(StateRows.END_OF_SUBSCRIPTION);
            case "1n" -> Optional.of(StateRows.PERIOD_CREDITS);
            case "1g" -> Optional.of(StateRows.PERIOD_USAGE);
            case "1l" -> Optional.of(StateRows.LAST_SUBSCRIPTION_EVENT);
            case "1o" -> Optional.of(StateRows.CLOCK_EVENTS);
            case "1u" -> Optional.of(StateRows.CHARGED_USAGE);
            case "1p" -> Optional.of(StateRows.PAYMENT);
            case "1y" -> Optional.of(StateRows.SOLD_BLOCK);
            case "1m" -> Optional.of(StateRows.TIER_UNITS);
            case "3k", "3r" -> Optional.of(StateRows.ANSWER);
            case "1v", "2", "4", "5" -> Optional.empty();
            default -> throw new IllegalStateException("rows of an unknown kind: " + kind);
        };
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(row -> rows.add(kindOf(row.key.get()) + " " + HexFormat.of().formatHex(row.key.get())
                    + " " + HexFormat.of().formatHex(row.value)));
        }
        return rows;
    }

    private static String kindOf(byte[] key) {
        return key[0] == 1 || key[0] == 3 ? Integer.toString(key[0]) + (char) key[KIND] : Integer.toString(key[0]);
    }

    private void tellTheStory() {
        decide("ann", new Command.CreateCustomer(Optional.of("Ann"), METADATA));
        decide("ann", new Command.UpdateCustomer(Optional.empty(), Optional.empty(),
                Optional.of(Optional.of(OveragePolicy.NOTIFY)), Optional.of(Optional.of(900L)),
                Optional.of(Optional.of(50L)), Optional.of(Optional.of(new SpendCap(90_000, SpendCap.Per.DAY))),
                Optional.of(Optional.of(new AutoTopup(1_000, TestEnvironment.PACKAGE, 3)))));
        decide("ann", new Command.TopUp(new Command.TopUpOf.SoldPackage(TestEnvironment.PACKAGE), Optional.of(990L),
                Optional.of("EUR"), Optional.of("pay_1"), Optional.empty(), Optional.empty(), Optional.empty(),
                METADATA));
        decide("ann", grant(70, OptionalLong.empty()));
        decide("ann", new Command.VoidBlock(3, "why"));
        decide("ann", grant(300, OptionalLong.of(3_600)));
        decide("ann", usage("e1", "tokens", 5));
        decide("ann", usage("e2", "pages", 12));
        decide("ann",
                new Command.Reserve(new Command.ReserveFor.Units("tokens", 5), Duration.ofMinutes(5), METADATA));
        decide("ann", new Command.Reserve(new Command.ReserveFor.Credits(600), Duration.ofMinutes(15), METADATA));
        decide("ann", new Command.CreateSubscription(TestEnvironment.POSTPAID, Optional.empty(), Optional.empty(),
                METADATA));
        decide("ann", usage("e3", "tokens", 110));
        decide("ann", new Command.MoveTestClock(now.plus(Duration.ofMinutes(10))));
        decide("ann", new Command.CreateCustomer(Optional.of("Ann"), METADATA));

        decide("cy", grant(100, OptionalLong.empty()));
        decide("cy", new Command.Reserve(new Command.ReserveFor.Credits(100), Duration.ofDays(7), METADATA));

        decide("bob", grant(100, OptionalLong.empty()));
        decide("bob", new Command.CreateSubscription(TestEnvironment.PREPAID, Optional.empty(), Optional.empty(),
                METADATA));
        decide("bob", new Command.CancelSubscription(1, false));
        decide("bob", new Command.CreateSubscription(TestEnvironment.POSTPAID, Optional.empty(), Optional.empty(),
                METADATA));
        now = now.plus(Duration.ofDays(60));
        decide("bob", usage("e4", "calls", 2));
    }

    private static Command grant(long credits, OptionalLong expiresInSeconds) {
        return new Command.GrantCredits(credits, BlockSource.PROMOTIONAL, Optional.of("why"), -3, Optional.empty(),
                new Command.Expiry(Optional.empty(), expiresInSeconds), Optional.empty(), Optional.empty(), METADATA);
    }

    private static Command usage(String id, String metric, long units) {
        return new Command.RecordUsage(new UsageEvent(id, metric, units, Optional.empty(), METADATA, Optional.empty()),
                Optional.empty(), true, Optional.empty());
    }

    private void decide(String customer, Command command) {
        commands++;
        now = now.plusSeconds(60);
        var envelope = new CommandEnvelope("cmd-" + commands,
                CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, customer),
                Optional.of(new Idempotency("key-" + commands, "print", "/v1/x")), 1, command);
        var key = envelope.customer().key();
        var shard = new Shard(store);
        Decision decision = CommandDecider.decide(shard.deciding(key), envelope, now, config, new Bounds(2, 1, 1, 2));
        shard.write(key, rows -> {
            decision.changes().ifPresent(rows::write);
            rows.note(decision.events());
            decision.keepAnswer().ifPresent(
                    kept -> rows.keep(kept.key(), kept.mark(), KeptAnswer.of(201, new byte[] {'{', '}'})));
        });
    }
}
