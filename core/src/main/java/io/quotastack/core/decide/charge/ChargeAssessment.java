package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.Subscription;

/**
 * Whether one customer could be charged at one instant, and why not: the one rule that charges, holds, commits and checks
 * ask (CONTRACT 6). Of several reasons the first in this order is named: the subscription is inactive, its plan has not
 * the metric, the metric has no price, the spend cap, the credits, and last what 64 bits cannot hold.
 *
 * <p>To be asked before anything of the charge is booked. Each row is read once, and only when it counts.
 */
public final class ChargeAssessment {

    private final Config.EnvironmentConfig environmentConfig;
    private final Optional<UsageGate> gate;
    private final Affordability affordability;
    private final UnitCounters counters;

    private ChargeAssessment(Config.EnvironmentConfig environmentConfig, Optional<UsageGate> gate,
            Affordability affordability,
            UnitCounters counters) {
        this.environmentConfig = environmentConfig;
        this.gate = gate;
        this.affordability = affordability;
        this.counters = counters;
    }

    /** Of a customer with all that is due by {@code now} done. */
    public static ChargeAssessment of(AccountState projected, Account account, Customer customer,
            Config.EnvironmentConfig environmentConfig,
            Instant now) {
        Optional<Subscription> subscription = account.subscribed() ? projected.subscription() : Optional.empty();
        Optional<UsageGate> gate = subscription.map(live -> UsageGate.of(live, environmentConfig));
        return new ChargeAssessment(environmentConfig, gate,
                new Affordability(account, customer, gate, environmentConfig.settings(), now),
                new UnitCounters(projected, account, subscription));
    }

    public static ChargeAssessment of(DecisionContext context) {
        return of(context.draft(), context.figures(), context.customer(), context.environmentConfig(), context.now());
    }

    /** What an assessment comes to. */
    public sealed interface Verdict {

        /** The cost in millicredits; absent without a price, or when it leaves {@code int64}. */
        OptionalLong cost();
    }

    /** It can be charged. */
    public record Fits(MeteringRule rule, long units, long millicredits) implements Verdict {
        @Override
        public OptionalLong cost() {
            return OptionalLong.of(millicredits);
        }
    }

    /** It must be refused. */
    public record Refused(Problem problem, OptionalLong cost) implements Verdict {}

    /** Units of a metric, by the rule in force at the timestamp. */
    public Verdict units(String metricKey, long units, Instant timestamp) {
        Optional<Metric> metric = environmentConfig.metric(metricKey);
        if (metric.isEmpty()) {
            return new Refused(Problem.notFound("billable_metric", "there is no metric " + metricKey),
                    OptionalLong.empty());
        }
        Optional<Problem> gated = gate.flatMap(live -> live.refusal(Optional.of(metricKey)));
        return metric.get().ruleInForceAt(timestamp)
                .map(rule -> verdict(rule, units, timestamp, 0, gated))
                .orElseGet(() -> new Refused(gated.orElseGet(() -> Problem.of(ProblemType.METRIC_NOT_PRICED,
                        "no metering rule of " + metricKey + " is in force at the event's time")),
                        OptionalLong.empty()));
    }

    /** Units by the rule that a hold fixed: only what goes beyond the hold is asked whether it fits. */
    public Verdict unitsOfReservation(MeteringRule rule, long units, long held) {
        return verdict(rule, units, affordability.now(), held, Optional.empty());
    }

    /** Why plain credits can not be held, or nothing. */
    public Optional<Problem> refusalOfCredits(long credits) {
        return gate.flatMap(live -> live.refusal(Optional.empty())).or(() -> affordability.refusalOf(credits));
    }

    /** Why what goes beyond a hold can not be charged, or nothing. */
    public Optional<Problem> refusalBeyondReservation(long credits, long held) {
        return affordability.refusalOf(Math.max(0, credits - held));
    }

    private Verdict verdict(MeteringRule rule, long units, Instant timestamp, long held, Optional<Problem> gated) {
        OptionalLong cost = cost(rule, units, timestamp);
        Optional<Problem> refusal = gated
                .or(() -> cost.isPresent()
                        ? refusalBeyondReservation(cost.getAsLong(), held)
                        : Optional.of(affordability.refusalBeyondInt64()))
                .or(() -> units > counters.room(rule.metricKey(), timestamp)
                        ? Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW,
                                "the counted units would leave the 64-bit range"))
                        : Optional.empty());
        return refusal.<Verdict>map(problem -> new Refused(problem, cost))
                .orElseGet(() -> new Fits(rule, units, cost.orElseThrow()));
    }

    private OptionalLong cost(MeteringRule rule, long units, Instant timestamp) {
        return Pricing.cost(rule.price(), counters.pricedAfter(rule.metricKey(), rule.price(), timestamp), units);
    }

    /** What is to be booked of a charge that fits. */
    public Quote quote(Fits fits, Instant timestamp) {
        return new Quote(fits.rule(), fits.units(),
                counters.before(fits.rule().metricKey(), fits.rule().price(), timestamp), fits.millicredits());
    }

    /** No units, at a cost that the caller said. */
    public Quote quoteOf(long cost, MeteringRule rule, Instant timestamp) {
        return new Quote(rule, 0, counters.before(rule.metricKey(), rule.price(), timestamp), cost);
    }

    /**
     * The most units of a metric that one event could charge now, by price, credits, cap and counters; absent when the
     * most that an event may have could be; 0 without a price.
     */
    public OptionalLong affordableUnits(String metricKey) {
        Optional<MeteringRule> rule = environmentConfig.metric(metricKey)
                .flatMap(metric -> metric.ruleInForceAt(affordability.now()));
        if (rule.isEmpty()) {
            return OptionalLong.of(0);
        }
        Price price = rule.get().price();
        return Pricing.affordableUnits(price, counters.pricedAfter(metricKey, price, affordability.now()),
                affordability.mostAffordable(), counters.room(metricKey, affordability.now()));
    }

    /** The customer's charged units of a metric, as tiers of the price count them now. */
    public long unitsCounted(String metricKey, Price price) {
        return counters.before(metricKey, price, affordability.now());
    }

    /** What the customer's subscription lets it use. */
    public Optional<UsageGate> gate() {
        return gate;
    }

    public Affordability affordability() {
        return affordability;
    }
}
