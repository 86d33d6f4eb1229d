package io.quotastack.ledger.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.report.CreditFigure;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.report.CreditSums;
import io.quotastack.core.report.ReportTime;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.simulation.UsageGroup;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway.Arrival;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.platform.store.GoldenRecords;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

class LedgerCodecTest {

    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final CustomerKey ANN = CustomerKey.ofExternalId(ENVIRONMENT, "ann");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Page FIRST = new Page(Optional.empty(), 200);
    private static final Page NEXT = new Page(Optional.of("abc"), 1);
    private static final RequestContext REQUEST = new RequestContext("req_1", "/v1/credits");
    private static final UsageEvent EVENT = new UsageEvent("evt", "tokens", 5, Optional.of(NOON.minusNanos(1_000)),
            Map.of("a", "1"), Optional.empty());

    private static final GoldenRecords<LedgerCodec.Read> READS = GoldenRecords.binary("/formats/internal-reads.txt",
            queries().map(query -> new LedgerCodec.Read(query, REQUEST)).toList(),
            read -> read.query().getClass().getSimpleName(), LedgerCodec::read, LedgerCodec::read);

    private static final GoldenRecords<LedgerCodec.ListOf> LISTS = GoldenRecords.binary("/formats/internal-lists.txt",
            lists(), list -> list.query().getClass().getSimpleName(), LedgerCodec::list, LedgerCodec::list);

    private static final GoldenRecords<List<CommandEnvelope>> COMMANDS = GoldenRecords.binary(
            "/formats/internal-commands.txt", List.of(List.of(command("cmd_1"), command("cmd_2"))),
            commands -> "Commands", LedgerCodec::commands, LedgerCodec::commands);

    private static CommandEnvelope command(String id) {
        return new CommandEnvelope(id, CustomerRef.byId(ANN),
                Optional.of(new Idempotency("key", "fingerprint", "/v1/credits/adjust")), 7,
                new Command.AdjustCredits(-5, "because"));
    }

    static Stream<Query> queries() {
        var tiered = new Price.Tiered(Price.TierMode.VOLUME, Price.Scope.PERIOD,
                List.of(new Tier(OptionalLong.of(10), 2, 0), new Tier(OptionalLong.empty(), 1, 5)));
        return Stream.of(new Query.GetCustomer(ANN), new Query.GetCredits(ANN, true, Optional.of(NOON)),
                new Query.GetCredits(ANN, false, Optional.empty()),
                new Query.ListBlocks(ANN, Optional.of(BlockStatus.ACTIVE), FIRST),
                new Query.ListLedger(ANN, Optional.of(EntryType.USAGE), Optional.of(NOON), Optional.empty(), true,
                        NEXT),
                new Query.GetEntry(ANN, "le_1"), new Query.ExplainEntry(ANN, "le_2"), new Query.GetUsage(ANN, "evt"),
                new Query.SummarizeUsage(ANN, Optional.of("tokens"), NOON, NOON.plusSeconds(60),
                        Query.Granularity.DAY),
                new Query.GetReservation(ANN, 3),
                new Query.ListReservations(ANN, Optional.of(ReservationStatus.ACTIVE), FIRST),
                new Query.GetSubscription(ANN, 4),
                new Query.ListSubscriptions(ANN, Optional.of(SubscriptionStatus.ACTIVE), NEXT),
                new Query.SubscriptionHistory(ANN, 5, FIRST), new Query.GetTestClock(ANN),
                new Query.CheckEntitlement(ANN, new Query.Check("tokens", 9)),
                new Query.CheckEntitlements(ANN, List.of(new Query.Check("tokens", 9), new Query.Check("images", 0))),
                new Query.Estimate(ENVIRONMENT, Optional.of(ANN), new Query.PricedBy.MetricInForce("tokens"), 1),
                estimate(new Price.Flat(1)), estimate(new Price.PerUnit(2)), estimate(new Price.PerPackage(3, 4)),
                estimate(tiered), estimate(new Price.PerUnit(2, 1_000_000, Price.Scope.EVENT)),
                estimate(new Price.PerPackage(3, 4, Price.Scope.MONTH)),
                estimate(new Price.Tiered(tiered.mode(), tiered.scope(), tiered.tiers(), 1_000)),
                new Query.Estimate(ENVIRONMENT, Optional.of(ANN), new Query.PricedBy.MetricInForce("tokens"), 1,
                        Map.of("model", "a", "direction", "in")),
                new Query.Estimate(ENVIRONMENT, Optional.empty(),
                        new Query.PricedBy.Proposed(Optional.empty(), PriceList.of(List.of(
                                new PriceEntry(When.of(Map.of("model", "a")), tiered),
                                new PriceEntry(When.of(Map.of("model", "b")), new Price.Flat(1)))), Optional.empty()),
                        100),
                new Query.CheckEntitlements(ANN, List.of(new Query.Check("tokens", 9, Map.of("model", "a")),
                        new Query.Check("images", 0))),
                new Query.SimulateUsage(ANN, new SimulatedTime(NOON, NOON.plusSeconds(60)),
                        List.of(new Proposed("tokens", tiered, Optional.empty()),
                                new Proposed("tokens", Optional.empty(),
                                        PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "a")), tiered))),
                                        Optional.of(new RuleTarget.OfPlan("plan_1")), Optional.of(NOON)))),
                new Query.GetTransfer(ANN, 7), new Query.GetReceivedTransfer(ANN, "trf_1"));
    }

    private static Query estimate(Price price) {
        return new Query.Estimate(ENVIRONMENT, Optional.empty(),
                new Query.PricedBy.Proposed(price, Optional.of("tokens")), 100);
    }

    private static List<LedgerCodec.ListOf> lists() {
        var from = new KeysetPage(Optional.of(SortKey.of(7)), 50);
        return List.of(
                new LedgerCodec.ListOf(new ListQuery.Customers(ENVIRONMENT, CustomerFilter.NONE), from, Set.of(2, 0)),
                new LedgerCodec.ListOf(
                        new ListQuery.Subscriptions(ENVIRONMENT, Optional.of(SubscriptionStatus.ACTIVE)),
                        new KeysetPage(Optional.empty(), 1), Set.of(1)),
                new LedgerCodec.ListOf(new ListQuery.RefusedUsage(ENVIRONMENT, Optional.of(ANN)), from, Set.of(0)),
                new LedgerCodec.ListOf(new ListQuery.SimulatedCustomers(ENVIRONMENT, "sim_1"), from, Set.of(0, 1)),
                new LedgerCodec.ListOf(new ListQuery.Customers(ENVIRONMENT,
                        new CustomerFilter(Optional.of(5_000L), Optional.of("plan_1"),
                                Optional.of(new CustomerFilter.MetadataPair("region", "eu")))),
                        from, Set.of(1)));
    }

    @Test
    void tellsWhoseCommandsTheyAreWithoutReadingThem() {
        var tick = new CommandEnvelope("t", CustomerRef.byId(ANN), Optional.empty(), 1, new Command.Tick());

        assertThat(LedgerCodec.environmentOf(LedgerCodec.commands(List.of(tick, tick)))).isEqualTo(ENVIRONMENT);
    }

    @Test
    void allThatIsAskedHasTheBytesThatItEverHad() {
        READS.check();
        READS.checkReading();
        LISTS.check();
        LISTS.checkReading();
        COMMANDS.check();
        COMMANDS.checkReading();
    }

    @Test
    void everyKindOfQuestionAndListHasAnExample() {
        READS.checkKinds(Stream.concat(Arrays.stream(Query.OfCustomer.class.getPermittedSubclasses()),
                Stream.of(Query.Estimate.class)).map(Class::getSimpleName).toList());
        LISTS.checkKinds(Arrays.stream(ListQuery.OfAccounts.class.getPermittedSubclasses()).map(Class::getSimpleName)
                .toList());
    }

    @Test
    void simulationsAreReadAsTheyWereWritten() {
        var of = new LedgerCodec.SimulationOf(ENVIRONMENT, "sim_1", Set.of(3, 1));
        var part = new SimulationPart(true, 5, 4, 3, 2, false,
                new TreeMap<>(Map.of(UsageGroup.of("tokens", Map.of("model", "a", "tier", "")),
                        new SimulatedUsage(BigInteger.TWO.pow(70), 1, 2, BigInteger.TWO.pow(65), BigInteger.ZERO))));

        assertThat(LedgerCodec.simulation(LedgerCodec.simulation(of))).isEqualTo(of);
        assertThat(LedgerCodec.simulationPart(LedgerCodec.simulationPart(part))).isEqualTo(part);
        assertThat(LedgerCodec.simulationPart(LedgerCodec.simulationPart(SimulationPart.NOT_BEGUN)))
                .isEqualTo(SimulationPart.NOT_BEGUN);
    }

    @Test
    void reportsAreReadAsTheyWereWritten() {
        LocalDate first = LocalDate.parse("2026-03-01");
        var time = new ReportTime(first, first.plusMonths(1), ReportTime.Step.MONTH);
        var sums = Map.of(CreditGroup.OVERAGE, CreditSums.ZERO.plus(CreditFigure.REPAID, -5),
                new CreditGroup(Optional.of(BlockSource.TOPUP), Optional.of("EUR")),
                CreditSums.ZERO.plus(CreditFigure.GRANTED, BigInteger.TWO.pow(70)).plus(CreditFigure.MONEY_REVERSED,
                        3));
        var part = new CreditReportPart(NOON, false, sums, new TreeMap<>(Map.of(first, sums)));

        for (Optional<CustomerKey> customer : List.of(Optional.of(ANN), Optional.<CustomerKey>empty())) {
            var of = new LedgerCodec.CreditReportOf(new CreditReportQuery(ENVIRONMENT, customer, time), Set.of(3, 1));
            assertThat(LedgerCodec.creditReport(LedgerCodec.creditReport(of))).isEqualTo(of);
        }
        assertThat(LedgerCodec.creditReportPart(LedgerCodec.creditReportPart(part))).isEqualTo(part);
        assertThat(LedgerCodec.creditReportPart(LedgerCodec.creditReportPart(CreditReportPart.ofTooMuch())))
                .isEqualTo(CreditReportPart.ofTooMuch());
    }

    @Test
    void answersAreReadAsTheyWereGiven() {
        var reply = new Reply(402, "{}".getBytes(StandardCharsets.UTF_8), true);
        var part = new ListPart<>(List.of(new ListPart.Row<>(SortKey.of(1), new byte[] {1, 2})),
                Optional.of(SortKey.of(9)));

        Reply reread = GatewayCodec.reply(GatewayCodec.reply(reply));
        ListPart<byte[]> partAgain = GatewayCodec.part(GatewayCodec.part(part));

        assertThat(reread).usingRecursiveComparison().isEqualTo(reply);
        assertThat(partAgain.upTo()).isEqualTo(part.upTo());
        assertThat(partAgain.rows()).hasSize(1);
        assertThat(partAgain.rows().getFirst().place()).isEqualTo(SortKey.of(1));
        assertThat(partAgain.rows().getFirst().row()).containsExactly(1, 2);
        for (Arrival arrival : Arrival.values()) {
            assertThat(LedgerCodec.arrival(LedgerCodec.arrival(arrival))).isEqualTo(arrival);
        }
    }

    @Test
    void factsThatCommandsTakeAlongAreReadAsTheyWereGiven() {
        var charge = Optional.of(new Command.Charge(7, Optional.empty(), List.of(Allocation.ofBlock(1, 5))));
        var refused = Optional.of(new Command.RefusedUsage(EVENT, NOON.minusNanos(1_000), true));

        assertThat(LedgerCodec.charge(LedgerCodec.charge(ANN, charge))).isEqualTo(charge);
        assertThat(LedgerCodec.charge(LedgerCodec.charge(ANN, Optional.empty()))).isEmpty();
        assertThat(LedgerCodec.refused(LedgerCodec.refused(ANN, refused))).isEqualTo(refused);
        assertThat(LedgerCodec.refused(LedgerCodec.refused(ANN, Optional.empty()))).isEmpty();
        assertThat(LedgerCodec.arriving(LedgerCodec.arriving(new LedgerCodec.Arriving(ANN, EVENT))))
                .isEqualTo(new LedgerCodec.Arriving(ANN, EVENT));
        assertThat(LedgerCodec.ofEvent(LedgerCodec.ofEvent(new LedgerCodec.OfEvent(ANN, "evt"))))
                .isEqualTo(new LedgerCodec.OfEvent(ANN, "evt"));
        assertThat(LedgerCodec.ofReservation(LedgerCodec.ofReservation(new LedgerCodec.OfReservation(ANN, 4))))
                .isEqualTo(new LedgerCodec.OfReservation(ANN, 4));
        assertThat(LedgerCodec.optional(LedgerCodec.optional(Optional.of(NOON), WireWriter::instant),
                WireReader::instant)).contains(NOON);
        assertThat(LedgerCodec.flag(LedgerCodec.flag(true))).isTrue();
        assertThat(LedgerCodec.customer(LedgerCodec.customer(ANN))).isEqualTo(ANN);
    }
}
