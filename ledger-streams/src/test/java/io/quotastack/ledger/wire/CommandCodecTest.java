package io.quotastack.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.platform.store.GoldenRecords;

class CommandCodecTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(1, 2), Environment.TEST), "acme");
    private static final Map<String, String> METADATA = Map.of("a", "1");
    private static final UsageEvent EVENT = new UsageEvent("evt", "tokens", 5, Optional.of(NOON), METADATA,
            Optional.of("/billing"));
    private static final UsageLines LINES = UsageLines.itemized(
            List.of(new UsageLine("tokens", 5, METADATA), new UsageLine("calls", 1, Map.of())));
    private static final UsageEvent EVENT_OF_LINES = new UsageEvent("evt", LINES, Optional.of(NOON), METADATA,
            Optional.of("/billing"));
    private static final Command.GrantCredits GRANT = new Command.GrantCredits(10, BlockSource.PROMOTIONAL,
            Optional.of("why"), -3, Optional.of(NOON), new Expiry(Optional.empty(), OptionalLong.of(60)),
            Optional.of(5L), Optional.of("EUR"), METADATA);

    private static final CustomerRef OTHER = CustomerRef.byExternalId(CUSTOMER.tenantEnvironment(), "other");

    private static final GoldenRecords<Command> COMMANDS = GoldenRecords.binary("/formats/commands.txt", commands(),
            command -> command.getClass().getSimpleName(), command -> CommandCodec.write(envelope(command)),
            bytes -> CommandCodec.read(CUSTOMER, bytes).command());

    /** Those of format 1 that were there then, which knew neither lines nor alerts and caps. */
    private static final GoldenRecords<Command> COMMANDS_OF_FORMAT_1 = GoldenRecords.binary("/formats/commands-1.txt",
            commands().subList(0, 38), command -> command.getClass().getSimpleName(),
            command -> CommandCodec.write(envelope(command)), bytes -> CommandCodec.read(CUSTOMER, bytes).command());

    static List<Command> commands() {
        return List.of(new Command.CreateCustomer(Optional.of("Acme"), METADATA),
                new Command.UpdateCustomer(Optional.of(Optional.empty()), Optional.of(METADATA),
                        Optional.of(Optional.of(OveragePolicy.NOTIFY)), Optional.of(Optional.of(5L)),
                        Optional.empty(), Optional.of(Optional.of(new SpendCap(9, SpendCap.Per.DAY))),
                        Optional.of(Optional.of(new AutoTopup(100, "pkg_1", 3)))),
                new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.of(Optional.empty())),
                GRANT,
                new Command.TopUp(new Command.TopUpOf.Credits(10), Optional.of(5L), Optional.of("EUR"),
                        Optional.of("pay_1"), Optional.of("topreq_1"), Optional.of(-2),
                        Optional.of(new Expiry(Optional.of(NOON), OptionalLong.empty())), METADATA),
                new Command.TopUp(new Command.TopUpOf.SoldPackage("pkg_1"), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Expiry.NEVER), Map.of()),
                new Command.TopUp(new Command.TopUpOf.SoldPackage("pkg_1"), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                new Command.RefundTopUp(new Command.SoldAs.Payment("pay_1"), Optional.of(5L), "chargeback", true),
                new Command.RefundTopUp(new Command.SoldAs.Block(3), Optional.empty(), "refund", false),
                new Command.Purchase(77, Optional.of("seat"), GRANT), new Command.AdjustCredits(-5, "why"),
                new Command.VoidBlock(3, "why"),
                new Command.RecordUsage(EVENT, Optional.of(NOON), true,
                        Optional.of(Problem.invalid(List.of(FieldFault.at("/units", "too many"))))),
                new Command.RetryUsage("evt", Optional.of(new Command.RefusedUsage(EVENT, NOON, true))),
                new Command.VoidUsage("evt", "why", Optional.of(new Command.Charge(4,
                        Optional.of(new Command.Metered(PricedUsage.of("tokens", "rule_1", 5, 50), NOON,
                                Optional.of(TierPeriod.ofSubscription(2, NOON)))),
                        List.of(Allocation.ofBlock(3, 40), Allocation.ofOverage(10))))),
                new Command.RefundReservation(6, "why",
                        Optional.of(new Command.Charge(4, Optional.empty(), List.of(Allocation.ofBlock(3, 40))))),
                new Command.RefundReservation(6, "why", Optional.empty()),
                new Command.Reserve(new Command.ReserveFor.Units("tokens", 5), Duration.ofSeconds(300), METADATA),
                new Command.Reserve(new Command.ReserveFor.Credits(0), Duration.ofSeconds(1), Map.of()),
                new Command.CommitReservation(6, new Command.Actual.Units(4)),
                new Command.CommitReservation(6, new Command.Actual.Credits(0)),
                new Command.ReleaseReservation(6, Optional.of("why")),
                new Command.ReleaseReservation(6, Optional.empty()),
                new Command.ExtendReservation(6, Duration.ofDays(7)), new Command.ReleaseAllReservations(),
                new Command.CreateSubscription("var_1", Optional.of(NOON), Optional.of(14), METADATA),
                new Command.CreateSubscription("var_1", Optional.empty(), Optional.empty(), Map.of()),
                new Command.RenewSubscription(2, Optional.of("pay_1"), Optional.of(990L), Optional.of("EUR")),
                new Command.RenewSubscription(2, Optional.empty(), Optional.empty(), Optional.empty()),
                new Command.ActivateSubscription(2), new Command.CancelSubscription(2, true),
                new Command.UncancelSubscription(2), new Command.PauseSubscription(2),
                new Command.ResumeSubscription(2), new Command.ChangeSubscription(2, "var_1", true, false),
                new Command.ChangeSubscription(2, "var_1", false, true), new Command.MoveTestClock(NOON),
                new Command.Tick(),
                new Command.RecordUsage(EVENT_OF_LINES, Optional.empty(), false, Optional.empty()),
                new Command.RetryUsage("evt", Optional.of(new Command.RefusedUsage(EVENT_OF_LINES, NOON, false))),
                new Command.VoidUsage("evt", "why", Optional.of(new Command.Charge(4,
                        Optional.of(new Command.Metered(
                                new PricedUsage(List.of(new PricedLine("tokens", "rule_1", 5, 40, METADATA),
                                        new PricedLine("calls", "rule_2", 1, 10, Map.of())), true),
                                NOON, Optional.empty())),
                        List.of(Allocation.ofBlock(3, 50))))),
                new Command.Reserve(new Command.ReserveFor.Lines(LINES), Duration.ofSeconds(300), METADATA),
                new Command.CommitReservation(6, new Command.Actual.Lines(LINES)),
                Command.UpdateCustomer.watching(
                        Optional.of(Optional.of(List.of(Alert.ofBalance("low", 900),
                                Alert.percentOfPeriodGrants("fifth", 20), Alert.ofPeriodGrants("none", 0)))),
                        Optional.of(Optional.of(List.of(
                                new UsageCap("tokens", UsageCap.Measure.UNITS, 5, UsageCap.Per.PERIOD),
                                new UsageCap("tokens", UsageCap.Measure.CREDITS, 0, UsageCap.Per.DAY))))),
                Command.UpdateCustomer.watching(Optional.of(Optional.of(List.of())), Optional.of(Optional.empty())),
                new Command.VoidUsage("evt", "why", Optional.of(new Command.Charge(4,
                        Optional.of(new Command.Metered(PricedUsage.of("tokens", "rule_1", 5, 50), NOON,
                                Optional.empty(), List.of(new CountedValues("tokens", "00ff", 5)))),
                        List.of(Allocation.ofBlock(3, 50))))),
                new Command.TransferCredits(OTHER, 500, "why"),
                new Command.ReceiveTransfer("trf_1", OTHER,
                        List.of(new TransferShare(500, BlockSource.TOPUP, -3, Optional.of(NOON), Optional.of(99L),
                                Optional.of("EUR")),
                                new TransferShare(1, BlockSource.MANUAL, 0, Optional.empty(), Optional.empty(),
                                        Optional.empty())),
                        "why"),
                new Command.SettleTransfer(4, new ReceivedTransfer(ReceivedTransfer.End.BOOKED, 7, 2, 3)),
                new Command.SettleTransfer(4, ReceivedTransfer.refused(ReceivedTransfer.End.TOO_MUCH_EARNED)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsBackFromTheLogWhatWasWritten(Command command) {
        CommandEnvelope envelope = envelope(command);

        assertThat(CommandCodec.read(CUSTOMER, CommandCodec.write(envelope))).isEqualTo(envelope);
    }

    @Test
    void writesEachCommandAsEver() {
        COMMANDS.check();
    }

    @Test
    void readsEachCommandThatWasEverWritten() {
        COMMANDS.checkReading();
        COMMANDS_OF_FORMAT_1.checkReading();
    }

    @Test
    void hasACommandOfEachKind() {
        COMMANDS.checkKinds(Arrays.stream(Command.class.getDeclaredClasses())
                .filter(type -> type.isRecord() && Command.class.isAssignableFrom(type)).map(Class::getSimpleName)
                .toList());
    }

    private static CommandEnvelope envelope(Command command) {
        return new CommandEnvelope("req_1", new CustomerRef(CUSTOMER, Optional.of("acme")),
                Optional.of(new Idempotency("key", "print", "/v1/x")), 12, command);
    }

    /** Beside the most that an event of lines may bear. */
    @Test
    void aVoidOfTheMostLinesFitsTheLogToo() {
        List<Allocation> shares = LongStream.rangeClosed(1_000_000, 1_000_000 + 20_000)
                .mapToObj(block -> Allocation.ofBlock(block, Long.MAX_VALUE)).toList();
        var line = new PricedLine("m".repeat(64), "rule_" + "r".repeat(36), Long.MAX_VALUE, Long.MAX_VALUE,
                Map.of("k", "v".repeat(UsageLines.MOST_METADATA_BYTES / UsageLines.MOST_LINES)));
        var envelope = envelope(new Command.VoidUsage("e".repeat(255), "r".repeat(1_000), Optional.of(
                new Command.Charge(Long.MAX_VALUE, Optional.of(new Command.Metered(
                        new PricedUsage(Collections.nCopies(UsageLines.MOST_LINES, line), true), NOON,
                        Optional.empty())), shares))));

        byte[] bytes = CommandCodec.write(envelope);

        assertThat(bytes.length).isLessThan(430_000);
        assertThat(CommandCodec.read(CUSTOMER, bytes)).isEqualTo(envelope);
    }

    /** The most that refunds leave a customer, each with all that a block's amount can be: a producer sends no more than 1 MiB. */
    @Test
    void aVoidOfTheLargestChargeFitsTheLog() {
        List<Allocation> shares = LongStream.rangeClosed(1_000_000, 1_000_000 + 20_000)
                .mapToObj(block -> Allocation.ofBlock(block, Long.MAX_VALUE)).toList();
        var charge = new Command.Charge(Long.MAX_VALUE,
                Optional.of(new Command.Metered(
                        PricedUsage.of("m".repeat(64), "rule_1", 5,
                                shares.stream().mapToLong(Allocation::amount).sum()),
                        NOON, Optional.empty())),
                shares);
        var envelope = new CommandEnvelope("req_1", new CustomerRef(CUSTOMER, Optional.of("acme")),
                Optional.of(new Idempotency("key", "print", "/v1/x")), 12,
                new Command.VoidUsage("e".repeat(255), "r".repeat(1_000), Optional.of(charge)));

        byte[] bytes = CommandCodec.write(envelope);

        assertThat(bytes.length).isLessThan(400_000);
        assertThat(CommandCodec.read(CUSTOMER, bytes)).isEqualTo(envelope);
    }
}
