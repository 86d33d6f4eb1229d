package io.quotastack.core.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.reservation.Reservation;

/**
 * Years of customers who subscribe, pay late or never, pause, change and use: few variants of all kinds and jumps of time
 * around the lengths of periods, so that ends, grants, expiries and commands meet.
 */
public final class RandomSubscriptions {

    private static final int VARIANTS = 5;

    private final Random random;
    private final RandomWatch watch;
    private int made;

    public RandomSubscriptions(Random random) {
        this.random = random;
        this.watch = new RandomWatch(random, List.of("tiered", Scenario.METRIC), 60);
    }

    /** Variants {@code p0} … and a metric whose tiers count the period. */
    public Scenario given() {
        Scenario scenario = Scenario.given().metric("tiered", new Price.Tiered(TierMode.GRADUATED, Scope.PERIOD,
                List.of(new Tier(OptionalLong.of(20), 3, 0), new Tier(OptionalLong.empty(), 1, 0))));
        for (int i = 0; i < VARIANTS; i++) {
            scenario.plan("p" + i, offer(i).terms(), Map.of());
        }
        return scenario;
    }

    private Offer offer(int index) {
        Offer offer = switch (random.nextInt(4)) {
            case 0 -> Offer.every(1 + random.nextInt(10), Interval.DAY);
            case 1 -> Offer.every(1 + random.nextInt(2), Interval.WEEK);
            default -> Offer.every(1 + random.nextInt(2), Interval.MONTH);
        };
        offer = random.nextBoolean() ? offer.postpaid() : offer;
        offer = offer.days(random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0, random.nextInt(6), random.nextInt(5));
        offer = offer.usage(random.nextBoolean(), random.nextBoolean());
        for (int i = random.nextInt(3); i >= 0; i--) {
            offer = offer.granting(grant());
        }
        offer = random.nextInt(3) == 0
                ? offer.contract(1 + random.nextInt(4), random.nextBoolean(), random.nextInt(20))
                : offer;
        offer = random.nextInt(4) == 0 ? offer.caps(watch.caps().toArray(UsageCap[]::new)) : offer;
        offer = random.nextInt(4) == 0 ? offer.alerts(watch.alerts().toArray(Alert[]::new)) : offer;
        return index > 0 && random.nextInt(3) == 0 ? offer.fallback("p" + random.nextInt(index)) : offer;
    }

    private CreditGrantTerms grant() {
        GrantExpiry expiry = switch (random.nextInt(4)) {
            case 0 -> new GrantExpiry.CadenceEnd();
            case 1 -> new GrantExpiry.After(1 + random.nextInt(2_000_000));
            case 2 -> random.nextInt(4) == 0 ? new GrantExpiry.Never() : new GrantExpiry.PeriodEnd();
            default -> new GrantExpiry.PeriodEnd();
        };
        Optional<Cadence> cadence = random.nextInt(3) == 0
                ? Optional.of(new Cadence(random.nextBoolean() ? Interval.DAY : Interval.WEEK, 1 + random.nextInt(3)))
                : Optional.empty();
        Rollover rollover = expiry.withThePeriod() && random.nextBoolean()
                ? new Rollover(1 + random.nextInt(100),
                        random.nextBoolean() ? Optional.of((long) random.nextInt(60)) : Optional.empty())
                : Rollover.NONE;
        return new CreditGrantTerms(1 + random.nextInt(100), cadence, expiry, random.nextInt(3) - 1, rollover,
                random.nextBoolean());
    }

    /** Hours, days or weeks later. */
    public Instant timeAfter(Instant time) {
        return time.plus(switch (random.nextInt(4)) {
            case 0 -> Duration.ofHours(random.nextInt(30));
            case 1 -> Duration.ofDays(random.nextInt(20));
            case 2 -> Duration.ofMinutes(random.nextInt(200));
            default -> Duration.ofDays(random.nextInt(4));
        });
    }

    public CommandEnvelope next(Scenario scenario) {
        made++;
        long last = Math.max(1, scenario.figures().subscriptionsMade());
        int kind = random.nextInt(27);
        if (kind == 26) {
            return scenario.keyed("life-" + made, watch.patch());
        }
        if (kind >= 22) {
            return usage(scenario);
        }
        Command command = switch (kind) {
            case 0, 1, 2 -> new Command.CreateSubscription(variant(),
                    random.nextInt(3) == 0
                            ? Optional.of(scenario.now().plus(Duration.ofDays(random.nextInt(5))))
                            : Optional.empty(),
                    random.nextInt(3) == 0 ? Optional.of(random.nextInt(12)) : Optional.empty(), Map.of());
            case 3, 4, 5, 6, 7 -> new Command.RenewSubscription(last, Optional.empty(), Optional.empty(),
                    Optional.empty());
            case 8 -> new Command.ActivateSubscription(last);
            case 9 -> new Command.CancelSubscription(last, random.nextInt(4) > 0);
            case 10 -> new Command.UncancelSubscription(last);
            case 11 -> new Command.PauseSubscription(last);
            case 12, 13 -> new Command.ResumeSubscription(last);
            case 14, 15 -> new Command.ChangeSubscription(last, variant(), random.nextBoolean(),
                    random.nextBoolean());
            case 16 -> new Command.Reserve(new Command.ReserveFor.Credits(random.nextInt(40)),
                    Duration.ofDays(1 + random.nextInt(7)), Map.of());
            case 17 -> new Command.ReleaseAllReservations();
            case 18 -> Credits.credits(1 + random.nextInt(50)).command();
            case 19 -> new Command.Reserve(new Command.ReserveFor.Units(metric(), random.nextInt(15)),
                    Duration.ofDays(1 + random.nextInt(30)), Map.of());
            case 20 -> commitOfUnits(scenario);
            default -> voidUsage(scenario);
        };
        return scenario.keyed("life-" + made, command);
    }

    /** Of the oldest hold of a metric; of none, what there never was. */
    private Command commitOfUnits(Scenario scenario) {
        return new Command.CommitReservation(scenario.state().folded().reservations().values().stream()
                .filter(reservation -> reservation.estimate().isPresent()).mapToLong(Reservation::ordinal).findFirst()
                .orElse(0),
                new Command.Actual.Units(random.nextInt(20)));
    }

    private String metric() {
        return random.nextBoolean() ? "tiered" : Scenario.METRIC;
    }

    private Command voidUsage(Scenario scenario) {
        List<String> charged = scenario.history().entries().stream().filter(entry -> entry.type() == EntryType.USAGE)
                .map(entry -> entry.usage().flatMap(UsageRef::eventId).orElseThrow()).toList();
        String eventId = charged.isEmpty()
                ? "none"
                : charged.get(Math.max(0, charged.size() - 1 - random.nextInt(random.nextBoolean() ? 3 : 30)));
        return new Command.VoidUsage(eventId, "a reason", scenario.history().charge(eventId));
    }

    private CommandEnvelope usage(Scenario scenario) {
        return scenario.keyed("u" + made, new Command.RecordUsage(
                Scenario.event("u" + made, metric(), random.nextInt(15)),
                Optional.empty(), false, Optional.empty()));
    }

    private String variant() {
        return "p" + random.nextInt(VARIANTS);
    }
}
