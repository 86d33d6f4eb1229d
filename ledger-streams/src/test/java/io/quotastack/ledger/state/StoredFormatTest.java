package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.RowType;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.platform.store.GoldenRows;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.schemas.serde.AvroWriter;

/**
 * The rows that one story leaves, byte for byte as they were when format 1 was fixed. A row that comes out otherwise needs a
 * format of its own; a story that goes on otherwise is recorded anew, see {@link GoldenRows}.
 */
class StoredFormatTest {

    private static final GoldenRows ROWS = goldenRows();
    private static final int KIND = 1 + 16 + 1 + 16;
    private static final Map<String, String> METADATA = Map.of("a", "1");

    private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
    private final Config config = TestEnvironment.config(OveragePolicy.ALLOW);
    private Instant now = Instant.parse("2026-01-31T22:30:00Z");
    private int commands;

    private static GoldenRows goldenRows() {
        var rows = new GoldenRows("/formats/state-rows.txt", key -> kindOf(key.get()))
                .with(StoredRows.LAST_SUBSCRIPTION_EVENT, "1" + StateKeys.LAST_SUBSCRIPTION_EVENT)
                .with(StoredRows.ANSWER, "3k", "3r", "3T").with(StoredRows.DECIDED_WITH, "6")
                .with(StoredRows.DECIDED_END, "7").present("2", "4", "5");
        StoredRows.all().forEach(stored -> rows.with(stored.codec(), "1" + stored.letter()));
        return rows;
    }

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

        ROWS.check(store);
    }

    @Test
    void readsEachRowThatWasEverWrittenAndWritesItTheSame() {
        ROWS.checkReading();
    }

    /** All that a hold on a metric holds is what that was estimated to cost. */
    @Test
    void readsAHoldAsItWasInFormat1() {
        byte[] fields = new AvroWriter().number(50).branch(true).text("tokens").text("rule_1").number(5)
                .list(List.of(Allocation.ofBlock(3, 50)),
                        (each, held) -> each.number(held.block().orElseThrow()).number(held.amount()))
                .texts(METADATA).time(now).time(now.plusSeconds(300)).toByteArray();
        byte[] row = ByteBuffer.allocate(1 + fields.length).put((byte) 1).put(fields).array();
        StoredRow<Long, Reservation> reservations = StoredRows.of(AccountRows.RESERVATIONS);

        assertThat(reservations.codec().read(reservations.key(TestEnvironment.customer("ann"), 7L), row))
                .isEqualTo(new Reservation(7, 50, Optional.of(PricedUsage.of("tokens", "rule_1", 5, 50)),
                        List.of(Allocation.ofBlock(3, 50)), METADATA, now, now.plusSeconds(300)));
    }

    /** Which had neither alerts nor caps. */
    @Test
    void readsACustomerAsItWasInFormat1() {
        byte[] row = HexFormat.of()
                .parseHex("0106616e6e0206416e6e020261023100020c6e6f7469667902880e026402a0fe0a020664617902"
                        + "d00f12706b675f6c6172676506c0c2f2e28267");
        StoredRow<RowType.Single, Customer> customers = StoredRows.of(AccountRows.CUSTOMER);

        CustomerKey ann = CustomerKey.ofExternalId(TestEnvironment.ENVIRONMENT, "ann");
        assertThat(customers.codec().read(customers.key(ann, RowType.Single.ROW), row)).isEqualTo(new Customer(ann,
                "ann", Optional.of("Ann"), METADATA, Optional.of(OveragePolicy.NOTIFY), Optional.of(900L),
                Optional.of(50L), Optional.of(new SpendCap(90_000, SpendCap.Per.DAY)),
                Optional.of(new AutoTopup(1_000, TestEnvironment.PACKAGE, 3)), Optional.empty(), Optional.empty(),
                now.plusSeconds(60)));
    }

    @Test
    void hasARowOfEachKind() {
        ROWS.checkKinds(StoredRows.class);
    }

    private static String kindOf(byte[] key) {
        return key[0] == 1 || key[0] == 3 ? Integer.toString(key[0]) + (char) key[KIND] : Integer.toString(key[0]);
    }

    private void tellTheStory() {
        new Shard(store).write(new DecidedWith(1, 7));
        StoredRows.DECIDED_END.put(store, StateKeys.decidedEnd(), new DecidedEnd(1, 40));
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

        decide("eve", grant(1_000, OptionalLong.empty()));
        decide("eve", new Command.Reserve(new Command.ReserveFor.Units("tokens", 5), Duration.ofDays(90), METADATA));
        decide("eve", new Command.Reserve(new Command.ReserveFor.Lines(UsageLines.itemized(
                List.of(new UsageLine("tokens", 5, METADATA), new UsageLine("calls", 1, Map.of())))),
                Duration.ofDays(90), METADATA));

        decide("bob", grant(100, OptionalLong.empty()));
        decide("bob", new Command.CreateSubscription(TestEnvironment.PREPAID, Optional.empty(), Optional.empty(),
                METADATA));
        decide("bob", new Command.CancelSubscription(1, false));
        decide("bob", new Command.CreateSubscription(TestEnvironment.POSTPAID, Optional.empty(), Optional.empty(),
                METADATA));
        now = now.plus(Duration.ofDays(60));
        decide("bob", usage("e4", "calls", 2));
        decide("dan", usage("e5", "no_such_metric", 2));

        decide("fay", grant(900, OptionalLong.empty()));
        decide("fay", new Command.CreateSubscription(TestEnvironment.POSTPAID, Optional.empty(), Optional.empty(),
                METADATA));
        decide("fay", Command.UpdateCustomer.watching(
                Optional.of(Optional.of(List.of(Alert.ofBalance("low", 50), Alert.percentOfPeriodGrants("fifth", 20)))),
                Optional.of(Optional.of(List.of(
                        new UsageCap("tokens", UsageCap.Measure.UNITS, 500, UsageCap.Per.PERIOD))))));
        decide("fay", usage("e6", "tokens", 7));
        decide("fay",
                new Command.Reserve(new Command.ReserveFor.Units("tokens", 5), Duration.ofDays(5), METADATA));

        var ann = CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, "ann");
        decide("gil", paid(100, 990));
        decide("gil", grant(50, OptionalLong.empty()));
        decide("gil", new Command.TransferCredits(ann, 70, "why"));
        decide("gil", new Command.ReceiveTransfer("trf_000000000000000000000000000000000000000", ann,
                List.of(new TransferShare(5, BlockSource.MANUAL, 0, Optional.empty(), Optional.empty(),
                        Optional.empty())),
                "why"));
    }

    private static Command paid(long credits, long price) {
        return new Command.GrantCredits(credits, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                Command.Expiry.NEVER, Optional.of(price), Optional.of("EUR"), METADATA);
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
                    kept -> rows.keep(kept.key(),
                            KeptAnswer.of(kept.mark(), new Reply(201, new byte[] {'{', '}'}, false))));
            decision.keepTakenIn().ifPresent(kept -> rows.keep(kept.key(), KeptAnswer.takenIn(kept.mark())));
        });
    }
}
