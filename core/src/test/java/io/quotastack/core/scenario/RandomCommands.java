package io.quotastack.core.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * What tenants may do in any order: small amounts and few names, so that blocks run dry, balances cross zero, ids meet
 * again and instants coincide far more often than in life.
 */
public final class RandomCommands {

    private static final List<String> METRICS = List.of("unit", "flat", "package", "graduated", "volume", "free",
            "unpriced", "unknown", "listed");

    private static final CustomerRef OTHER = CustomerRef.byExternalId(Scenario.ENVIRONMENT, "other");

    private static final List<OveragePolicy> POLICIES = List.of(OveragePolicy.values());

    private final Random random;
    private final RandomWatch watch;
    private int made;

    public RandomCommands(Random random) {
        this.random = random;
        this.watch = new RandomWatch(random, METRICS, 120);
    }

    /** An environment where each kind of price has its metric. */
    public Scenario given() {
        List<Tier> tiers = List.of(new Tier(OptionalLong.of(5), 7, 3), new Tier(OptionalLong.of(20), 4, 0),
                new Tier(OptionalLong.empty(), 1, 2));
        return Scenario.given().metric("unit", new Price.PerUnit(3)).metric("flat", new Price.Flat(5))
                .metric("package", new Price.PerPackage(4, 9)).metric("free", new Price.PerUnit(0))
                .metric("graduated", new Price.Tiered(TierMode.GRADUATED, Scope.MONTH, tiers))
                .metric("volume", new Price.Tiered(TierMode.VOLUME, Scope.MONTH, tiers))
                .metric(listed(tiers)).unpricedMetric("unpriced").sells("pack", 40, 10, 99);
    }

    /** With prices by two dimensions, of each scope but a subscription's period, and one for the rest. */
    private static Metric listed(List<Tier> tiers) {
        PriceList prices = PriceList.of(List.of(
                new PriceEntry(When.of(Map.of("model", "a", "direction", "in")), new Price.PerUnit(1, 3, Scope.MONTH)),
                new PriceEntry(When.of(Map.of("model", "a", "direction", "out")),
                        new Price.Tiered(TierMode.GRADUATED, Scope.MONTH, tiers)),
                new PriceEntry(When.of(Map.of("model", "b")), new Price.PerPackage(4, 9))));
        var rule = new MeteringRule("rule_listed", "listed", 1, Optional.of(new Price.PerUnit(2)), prices,
                Optional.empty(), Scenario.START, Scenario.START, Optional.empty());
        return new Metric("listed", "listed", Optional.empty(), Scenario.START, Optional.empty(),
                Optional.empty(), Dimensions.of(List.of("model", "direction")), Rules.of(List.of(rule)));
    }

    /** Values of those dimensions, or of one, or none. */
    private Map<String, String> metadata() {
        return switch (random.nextInt(4)) {
            case 0 -> Map.of();
            case 1 -> Map.of("model", random.nextBoolean() ? "a" : "b");
            default -> Map.of("model", random.nextBoolean() ? "a" : "b", "direction",
                    random.nextBoolean() ? "in" : "out");
        };
    }

    /** Mostly forward by a little, often not at all, now and then by days or back. */
    public Instant timeAfter(Instant time) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> time;
            case 4 -> time.plus(Duration.ofDays(1 + random.nextInt(20)));
            case 5 -> time.minus(Duration.ofMinutes(random.nextInt(10)));
            default -> time.plus(Duration.ofMinutes(random.nextInt(4)));
        };
    }

    /** A command on what there is in the scenario, or on what is not. */
    public CommandEnvelope next(Scenario scenario) {
        made++;
        int kind = random.nextInt(100);
        if (kind < 30) {
            return usage(scenario);
        }
        if (kind < 32) {
            return scenario.keyless(new Command.Tick());
        }
        if (kind < 34) {
            return scenario.keyless(random.nextBoolean() ? received() : settled(scenario));
        }
        Command command = kind < 48
                ? grant(scenario)
                : kind < 55
                        ? new Command.AdjustCredits(amount() * (random.nextBoolean() ? 1 : -1), "a reason")
                        : kind < 60
                                ? random.nextBoolean() ? voidBlock(scenario) : refundTopUp(scenario)
                                : kind < 68
                                        ? voidUsage(scenario)
                                        : kind < 71
                                                ? retry(scenario)
                                                : kind < 75
                                                        ? random.nextBoolean() ? purchase() : transfer()
                                                        : kind < 95 ? reservation(scenario) : patch();
        return scenario.keyed(random.nextInt(10) == 0 ? eventId() : "key-" + made, command);
    }

    private CommandEnvelope usage(Scenario scenario) {
        UsageLines usage = random.nextInt(4) == 0 ? lines() : UsageLines.of(metric(), units());
        var event = new UsageEvent(eventId(), usage, givenTime(scenario), metadata(), Optional.empty());
        boolean accepted = random.nextInt(3) == 0;
        var command = new RecordUsage(event, event.givenTimestamp(), accepted, Optional.empty());
        return accepted ? scenario.keyless(command) : scenario.keyed(event.eventId(), command);
    }

    private Optional<Instant> givenTime(Scenario scenario) {
        return random.nextInt(4) == 0
                ? Optional.of(scenario.now().minus(Duration.ofDays(random.nextInt(35))))
                : Optional.empty();
    }

    private Command grant(Scenario scenario) {
        Instant now = scenario.now();
        Credits credits = Credits.credits(amount()).priority(random.nextInt(3) - 1);
        credits = random.nextInt(3) == 0 ? credits.paid(random.nextInt(3)) : credits;
        credits = random.nextInt(3) == 0 ? credits.from(now.plus(Duration.ofMinutes(random.nextInt(12) - 2))) : credits;
        credits = switch (random.nextInt(5)) {
            case 0, 1 -> credits.until(now.plus(Duration.ofMinutes(random.nextInt(16) - 1)));
            case 2 -> credits.lasting(Duration.ofMinutes(1 + random.nextInt(15)));
            default -> credits;
        };
        if (random.nextInt(6) == 0) {
            return topUp();
        }
        return random.nextInt(5) == 0 ? credits.payment("pay-" + random.nextInt(20)) : credits.command();
    }

    private Command topUp() {
        return new Command.TopUp(new Command.TopUpOf.SoldPackage(random.nextInt(4) == 0 ? "none" : "pack"),
                sometimes(99L), Optional.empty(), sometimes("pay-" + random.nextInt(20)), Optional.empty(),
                sometimes(random.nextInt(3) - 1), Optional.empty(), Map.of());
    }

    private Command purchase() {
        return new Command.Purchase(random.nextInt(40), Optional.empty(),
                Credits.credits(amount()).priority(random.nextInt(3) - 1).command());
    }

    private Command transfer() {
        return new Command.TransferCredits(OTHER, amount(), "a reason");
    }

    /** From another customer, with little time left for some of it; often one that came before. */
    private Command received() {
        String id = new ResourceId(ResourceId.Kind.TRANSFER, OTHER.key().customerId(), random.nextInt(40)).toString();
        List<TransferShare> shares = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            shares.add(new TransferShare(1 + random.nextInt(40), BlockSource.TOPUP, random.nextInt(3) - 1,
                    random.nextInt(3) == 0
                            ? Optional.of(Scenario.minute(random.nextInt(600)))
                            : Optional.empty(),
                    sometimes(99L), Optional.of("EUR")));
        }
        return new Command.ReceiveTransfer(id, OTHER, shares, "a reason");
    }

    /** Mostly of one that is on its way. */
    private Command settled(Scenario scenario) {
        List<Long> outgoing = List.copyOf(scenario.state().rows(AccountRows.OUTGOING_TRANSFERS).keySet());
        long ordinal = outgoing.isEmpty() ? random.nextInt(200) : outgoing.get(random.nextInt(outgoing.size()));
        return new Command.SettleTransfer(ordinal, random.nextBoolean()
                ? new ReceivedTransfer(ReceivedTransfer.End.BOOKED, 1, 1, 1)
                : ReceivedTransfer.refused(ReceivedTransfer.End.TOO_MANY_BLOCKS));
    }

    private Command reservation(Scenario scenario) {
        Duration ttl = Duration.ofMinutes(1 + random.nextInt(12));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> new Command.Reserve(new Command.ReserveFor.Credits(random.nextInt(60)), ttl, Map.of());
            case 3 -> new Command.Reserve(random.nextBoolean()
                    ? new Command.ReserveFor.Lines(lines())
                    : new Command.ReserveFor.Units(metric(), units()), ttl, metadata());
            case 4, 5 -> new Command.CommitReservation(reservationMadeBy(scenario),
                    new Command.Actual.Credits(random.nextInt(70)));
            case 6 -> new Command.CommitReservation(reservationMadeBy(scenario),
                    random.nextBoolean() ? new Command.Actual.Lines(lines()) : new Command.Actual.Units(units()));
            case 7 -> new Command.ReleaseReservation(reservationMadeBy(scenario), Optional.empty());
            case 8 -> new Command.ExtendReservation(reservationMadeBy(scenario), ttl);
            case 9, 10 -> refund(scenario, reservationMadeBy(scenario));
            default -> random.nextInt(6) == 0
                    ? new Command.ReleaseAllReservations()
                    : new Command.ReleaseReservation(reservationMadeBy(scenario), Optional.of("a reason"));
        };
    }

    private static Command refund(Scenario scenario, long reservation) {
        return new Command.RefundReservation(reservation, "a reason", scenario.history().commit(reservation));
    }

    /** One of the last that were made, whatever became of it, or none at all. */
    private long reservationMadeBy(Scenario scenario) {
        List<Long> made = scenario.history().entries().stream().filter(entry -> entry.type() == EntryType.RESERVE)
                .map(LedgerEntry::sequence).toList();
        return made.isEmpty() || random.nextInt(20) == 0
                ? random.nextInt(200)
                : made.get(Math.max(0, made.size() - 1 - random.nextInt(5)));
    }

    private Command voidBlock(Scenario scenario) {
        long ordinal = 1 + random.nextLong(scenario.figures().blocksMade() + 2);
        return new Command.VoidBlock(ordinal, "a reason");
    }

    private Command refundTopUp(Scenario scenario) {
        Command.SoldAs what = random.nextBoolean()
                ? new Command.SoldAs.Payment("pay-" + random.nextInt(20))
                : new Command.SoldAs.Block(1 + random.nextLong(scenario.figures().blocksMade() + 2));
        return new Command.RefundTopUp(what,
                random.nextBoolean() ? Optional.empty() : Optional.of(1L + random.nextInt(60)), "a reason",
                random.nextBoolean());
    }

    private Command voidUsage(Scenario scenario) {
        String eventId = eventId();
        return new Command.VoidUsage(eventId, "a reason", scenario.history().charge(eventId));
    }

    private Command retry(Scenario scenario) {
        String eventId = eventId();
        return new Command.RetryUsage(eventId, scenario.history().refused(eventId));
    }

    private Command patch() {
        return switch (random.nextInt(7)) {
            case 5, 6 -> watch.patch();
            case 4 -> new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(sometimes(new AutoTopup(random.nextInt(80), "pack", 1 + random.nextInt(3)))));
            case 0 -> patched(Optional.of(sometimes(new SpendCap(random.nextInt(600),
                    random.nextBoolean() ? SpendCap.Per.DAY : SpendCap.Per.MONTH))), Optional.empty());
            case 1 -> patched(Optional.empty(), Optional.of(sometimes((long) random.nextInt(100))));
            default -> new Command.UpdateCustomer(Optional.empty(), Optional.empty(),
                    Optional.of(sometimes(POLICIES.get(random.nextInt(POLICIES.size())))),
                    Optional.of(sometimes((long) random.nextInt(200))), Optional.empty(), Optional.empty(),
                    Optional.empty());
        };
    }

    private static Command patched(Optional<Optional<SpendCap>> cap, Optional<Optional<Long>> lowBalance) {
        return new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                lowBalance, cap, Optional.empty());
    }

    private <T> Optional<T> sometimes(T value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value);
    }

    public String metric() {
        return METRICS.get(random.nextInt(METRICS.size()));
    }

    public long units() {
        return random.nextInt(50) == 0 ? UsageEvent.MAX_UNITS - random.nextInt(2) : random.nextInt(30);
    }

    /** Often of one metric more than once. */
    public UsageLines lines() {
        List<UsageLine> lines = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            lines.add(new UsageLine(metric(), units(), Map.of()));
        }
        return UsageLines.itemized(lines);
    }

    private String eventId() {
        return "e" + random.nextInt(60);
    }

    /** Now and then so large that sums leave int64. */
    private long amount() {
        return random.nextInt(100) == 0 ? Long.MAX_VALUE - random.nextInt(300) : 1 + random.nextInt(100);
    }
}
