package io.quotastack.core.decide;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierScope;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.Subscription;

/** What units of a metric cost a customer, or why that cannot be said (CONTRACT 4). */
sealed interface Quote {

    /**
     * A price by a rule.
     *
     * @param unitsBefore the tier counter that it was priced from
     * @param cost millicredits
     */
    record Priced(MeteringRule rule, long units, long unitsBefore, long cost) implements Quote {
        UsageRef usage(Optional<String> eventId) {
            return new UsageRef(eventId, rule.metricKey(), rule.id(), units);
        }
    }

    record Unpriced(Problem problem) implements Quote {}

    /** By the rule in force at the timestamp. */
    static Quote of(Booking booking, String metricKey, long units, Instant timestamp) {
        Optional<Metric> metric = booking.world().metric(metricKey);
        if (metric.isEmpty()) {
            return new Unpriced(Problem.notFound("billable_metric", "there is no metric " + metricKey));
        }
        return metric.get().ruleInForceAt(timestamp).map(rule -> by(rule, booking, units, timestamp))
                .orElseGet(() -> new Unpriced(Problem.of(ProblemType.METRIC_NOT_PRICED,
                        "no metering rule of " + metricKey + " is in force at the event's time")));
    }

    /** No units, at a cost that the caller said. */
    static Priced given(MeteringRule rule, Booking booking, long cost, Instant timestamp) {
        return new Priced(rule, 0, unitsBefore(rule, booking, timestamp), cost);
    }

    /** By a rule that was fixed before. */
    static Quote by(MeteringRule rule, Booking booking, long units, Instant timestamp) {
        long unitsBefore = unitsBefore(rule, booking, timestamp);
        OptionalLong cost = Pricing.cost(rule.price(), unitsBefore, units);
        return cost.isEmpty() || countersOverflow(rule.metricKey(), booking, units, timestamp)
                ? new Unpriced(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the cost would leave the 64-bit range"))
                : new Priced(rule, units, unitsBefore, cost.getAsLong());
    }

    private static boolean countersOverflow(String metricKey, Booking booking, long units, Instant timestamp) {
        return Stream.concat(Stream.of(TierPeriod.of(timestamp)), subscriptionPeriod(booking.draft()).stream())
                .map(period -> booking.draft().tierUnits(new TierCounter(metricKey, period)))
                .anyMatch(counted -> Amounts.sumOverflows(counted, units));
    }

    /** The counter that the price reads: tiers count the subscription's period where they say so and there is one. */
    private static long unitsBefore(MeteringRule rule, Booking booking, Instant timestamp) {
        TierPeriod month = TierPeriod.of(timestamp);
        TierPeriod counted = rule.price() instanceof Price.Tiered tiered && tiered.scope() == TierScope.PERIOD
                ? subscriptionPeriod(booking.draft()).orElse(month)
                : month;
        return booking.draft().tierUnits(new TierCounter(rule.metricKey(), counted));
    }

    /** The period that the customer's subscription is in. */
    static Optional<TierPeriod> subscriptionPeriod(AccountState state) {
        return state.subscription().flatMap(Subscription::tierPeriod);
    }
}
