package io.quotastack.core.entitlement;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.Affordability;
import io.quotastack.core.decide.Settled;
import io.quotastack.core.decide.UsageGate;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierScope;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.tenant.Config;

/**
 * One customer at one instant, asked what it may use (CONTRACT 6): yes exactly when a charge decided at that instant
 * would be booked. Nothing is written. While nothing is due, it costs one account, one customer and, for tiers that
 * count the month, one tier counter.
 */
public final class EntitlementCheck {

    private final AccountState state;
    private final Config.World world;
    private final Optional<UsageGate> gate;
    private final Affordability affordability;
    private final long asOfSequence;

    private EntitlementCheck(AccountState state, Config.World world, Account account, Customer customer, Instant now) {
        this.state = state;
        this.world = world;
        this.gate = account.subscribed()
                ? state.subscription().flatMap(subscription -> gateOf(subscription, world))
                : Optional.empty();
        this.affordability = new Affordability(account, customer, gate, world.settings(), now);
        this.asOfSequence = account.version();
    }

    /** Reads the customer once, for any number of questions; empty when there is none. */
    public static Optional<EntitlementCheck> of(AccountState stored, Config.World world, Instant now) {
        Optional<Account> account = stored.account();
        if (account.isPresent() && Settled.anythingDue(account.get(), now)) {
            AccountState settled = Settled.at(stored, now, world);
            return of(settled, world, settled.account(), now);
        }
        return of(stored, world, account, now);
    }

    private static Optional<EntitlementCheck> of(AccountState state, Config.World world, Optional<Account> account,
            Instant now) {
        return account.flatMap(figures -> state.customer().map(
                customer -> new EntitlementCheck(state, world, figures, customer, figures.at(now).now())));
    }

    /** Whether so many units of a metric can be charged now; empty when there is no such metric. */
    public Optional<Entitlement> check(String metricKey, long units) {
        return world.metric(metricKey).map(metric -> check(metric, units));
    }

    private static Optional<UsageGate> gateOf(Subscription subscription, Config.World world) {
        return world.variantVersion(subscription.variant().variantId(), subscription.variant().version())
                .map(variant -> new UsageGate(subscription, variant));
    }

    /** What the customer's plan says of a feature; empty when no plan of the tenant has it. */
    public Optional<FeatureEntitlement> feature(String featureKey) {
        if (world.plans().plans().values().stream().noneMatch(plan -> plan.feature(featureKey).isPresent())) {
            return Optional.empty();
        }
        Optional<Feature> value = gate.filter(UsageGate::begun)
                .flatMap(live -> Optional.ofNullable(world.plans().features(live.terms()).get(featureKey)));
        Optional<Reason> reason = gate.filter(UsageGate::inactive).map(live -> Reason.SUBSCRIPTION_INACTIVE)
                .or(() -> value.isEmpty() ? Optional.of(Reason.FEATURE_NOT_IN_PLAN) : Optional.empty());
        return Optional.of(new FeatureEntitlement(affordability.customer(), featureKey, value, reason, status(),
                asOfSequence));
    }

    private Optional<SubscriptionStatus> status() {
        return gate.map(live -> live.subscription().status());
    }

    /** What the subscription alone stands against. */
    private Optional<Reason> refusalBySubscription(Metric metric) {
        if (gate.filter(UsageGate::inactive).isPresent()) {
            return Optional.of(Reason.SUBSCRIPTION_INACTIVE);
        }
        return gate.filter(live -> !live.includes(metric.key())).map(live -> Reason.FEATURE_NOT_IN_PLAN);
    }

    private Entitlement check(Metric metric, long units) {
        Optional<MeteringRule> rule = metric.ruleInForceAt(affordability.now());
        if (rule.isEmpty()) {
            return answer(metric, units,
                    refusalBySubscription(metric).or(() -> Optional.of(Reason.METRIC_NOT_PRICED)), OptionalLong.empty(),
                    OptionalLong.of(0));
        }
        Price price = rule.get().price();
        long unitsBefore = unitsBefore(metric, price);
        OptionalLong cost = Pricing.cost(price, unitsBefore, units);
        return answer(metric, units, refusalBySubscription(metric).or(() -> refusalOf(cost)), cost,
                Pricing.affordableUnits(price, unitsBefore, affordability.mostAffordable()));
    }

    private long unitsBefore(Metric metric, Price price) {
        return price instanceof Price.Tiered tiered && tiered.scope() != TierScope.EVENT
                ? unitsCounted(metric.key(), price)
                : 0;
    }

    /** The customer's charged units of a metric, in the period that tiers of the price count, else in the month. */
    public long unitsCounted(String metricKey, Price price) {
        TierPeriod month = TierPeriod.of(affordability.now());
        TierPeriod counted = price instanceof Price.Tiered tiered && tiered.scope() == TierScope.PERIOD
                ? gate.flatMap(live -> live.subscription().tierPeriod()).orElse(month)
                : month;
        return state.tierUnits(new TierCounter(metricKey, counted));
    }

    /** A cost beyond {@code int64} is beyond any cap and any credits. */
    private Optional<Reason> refusalOf(OptionalLong cost) {
        long needed = cost.orElse(Long.MAX_VALUE);
        if (cost.isPresent() && needed <= affordability.mostAffordable()) {
            return Optional.empty();
        }
        return Optional.of(
                affordability.capReachedBy(needed) ? Reason.SPEND_CAP_REACHED : Reason.INSUFFICIENT_CREDITS);
    }

    private Entitlement answer(Metric metric, long units, Optional<Reason> reason, OptionalLong cost,
            OptionalLong affordableUnits) {
        Account account = affordability.account();
        return new Entitlement(reason.isEmpty(), reason, affordability.customer(), metric.key(), units,
                account.balance(), account.reserved(), account.effective(), boxed(cost),
                boxed(cost).flatMap(this::balanceAfter), affordableUnits, status(), affordability.policy(),
                asOfSequence);
    }

    private Optional<Long> balanceAfter(long cost) {
        long effective = affordability.account().effective();
        return effective >= Long.MIN_VALUE + cost ? Optional.of(effective - cost) : Optional.empty();
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
