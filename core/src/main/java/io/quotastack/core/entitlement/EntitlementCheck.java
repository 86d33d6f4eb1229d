package io.quotastack.core.entitlement;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.ProjectedAccount;
import io.quotastack.core.decide.charge.ChargeAssessment;
import io.quotastack.core.decide.charge.UsageGate;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * One customer at one instant, asked what it may use (CONTRACT 6): yes exactly when a charge decided at that instant
 * would be booked, since both ask one {@link ChargeAssessment}. Nothing is written. While nothing is due, it costs one
 * account, one customer, the subscription where there is one and, for tiers that count a month or a period, one tier
 * counter.
 */
public final class EntitlementCheck {

    private final Config.EnvironmentConfig environmentConfig;
    private final ChargeAssessment assessment;
    private final Customer customer;
    private final Account account;
    private final Instant now;

    private EntitlementCheck(AccountState state, Config.EnvironmentConfig environmentConfig, Account account,
            Customer customer, Instant now) {
        this.environmentConfig = environmentConfig;
        this.assessment = ChargeAssessment.of(state, account, customer, environmentConfig, now);
        this.customer = customer;
        this.account = account;
        this.now = now;
    }

    /** Reads the customer once, for any number of questions; empty when there is none. */
    public static Optional<EntitlementCheck> of(AccountState stored, Config.EnvironmentConfig environmentConfig,
            Instant now) {
        Optional<Account> account = stored.account();
        if (account.isPresent() && ProjectedAccount.hasDueActions(account.get(), now)) {
            AccountState projected = ProjectedAccount.at(stored, now, environmentConfig);
            return of(projected, environmentConfig, projected.account(), now);
        }
        return of(stored, environmentConfig, account, now);
    }

    private static Optional<EntitlementCheck> of(AccountState state, Config.EnvironmentConfig environmentConfig,
            Optional<Account> account,
            Instant now) {
        return account.flatMap(figures -> state.customer().map(
                customer -> new EntitlementCheck(state, environmentConfig, figures, customer, figures.at(now).now())));
    }

    /**
     * Whether so many units of a metric can be charged now; empty when there is no such metric.
     *
     * @param metadata of the event, with the values of its dimensions
     */
    public Optional<Entitlement> check(String metricKey, long units, Map<String, String> metadata) {
        return environmentConfig.metric(metricKey).map(metric -> check(metric, units, metadata));
    }

    /** Of an event without metadata. */
    public Optional<Entitlement> check(String metricKey, long units) {
        return check(metricKey, units, Map.of());
    }

    private Entitlement check(Metric metric, long units, Map<String, String> metadata) {
        ChargeAssessment.Verdict verdict = assessment.usage(UsageLines.of(metric.key(), units), metadata, now);
        Optional<Reason> reason = reason(verdict);
        Optional<Long> cost = boxed(verdict.cost());
        return new Entitlement(reason.isEmpty(), reason, cap(verdict), customer, metric.key(), units, account.balance(),
                account.reserved(), account.effective(), cost, cost.flatMap(this::balanceAfter),
                assessment.affordableUnits(metric.key(), DimensionValues.of(metadata)), status(),
                assessment.affordability().policy(),
                account.version());
    }

    /**
     * Whether all may be used now: the lines as one event, by the rule of its charge, and the features.
     *
     * @param lines of metrics or of what there is not; none where only features were asked about
     */
    public EntitlementTogether together(List<UsageLine> lines, List<FeatureEntitlement> features) {
        if (lines.stream().anyMatch(line -> environmentConfig.metric(line.metricKey()).isEmpty())) {
            return EntitlementTogether.UNKNOWN;
        }
        Optional<ChargeAssessment.Verdict> charge = lines.isEmpty()
                ? Optional.empty()
                : Optional.of(assessment.usage(UsageLines.itemized(lines), Map.of(), now));
        Optional<Reason> reason = Stream.concat(charge.stream().flatMap(verdict -> reason(verdict).stream()),
                features.stream().flatMap(feature -> feature.reason().stream())).min(Comparator.naturalOrder());
        return new EntitlementTogether(reason.isEmpty(), reason,
                reason.filter(first -> first == Reason.SPEND_CAP_REACHED)
                        .flatMap(why -> charge.flatMap(EntitlementCheck::cap)),
                charge.map(verdict -> boxed(verdict.cost())).orElse(Optional.of(0L)));
    }

    private static Optional<Reason> reason(ChargeAssessment.Verdict verdict) {
        return verdict instanceof ChargeAssessment.Refused refused
                ? Optional.of(Reason.of(refused.problem().type()).orElseThrow())
                : Optional.empty();
    }

    private static Optional<Object> cap(ChargeAssessment.Verdict verdict) {
        return verdict instanceof ChargeAssessment.Refused refused ? refused.cap() : Optional.empty();
    }

    /** What the customer's plan says of so much of a feature; empty when no plan of the tenant has it. */
    public Optional<FeatureEntitlement> feature(String featureKey, long units) {
        if (environmentConfig.plans().plans().values().stream()
                .noneMatch(plan -> plan.feature(featureKey).isPresent())) {
            return Optional.empty();
        }
        Optional<Feature> value = assessment.gate().filter(UsageGate::begun)
                .flatMap(live -> Optional.ofNullable(environmentConfig.plans().features(live.terms()).get(featureKey)));
        Optional<Reason> reason = assessment.gate().filter(UsageGate::inactive)
                .map(live -> Reason.SUBSCRIPTION_INACTIVE)
                .or(() -> value.filter(feature -> feature.includes(units)).isEmpty()
                        ? Optional.of(Reason.FEATURE_NOT_IN_PLAN)
                        : Optional.empty());
        return Optional.of(new FeatureEntitlement(customer, featureKey, units, value, reason, status(),
                account.version()));
    }

    /** The rule of a metric in force now, for what the customer is on. */
    public Optional<MeteringRule> ruleInForce(String metricKey) {
        return assessment.ruleInForce(metricKey);
    }

    /** The customer's charged units that the price counts, in the period that it counts, else in the month. */
    public long unitsCounted(String metricKey, ChosenPrice chosen) {
        return assessment.unitsCounted(metricKey, chosen);
    }

    private Optional<SubscriptionStatus> status() {
        return assessment.gate().map(live -> live.subscription().status());
    }

    private Optional<Long> balanceAfter(long cost) {
        return account.effective() >= Long.MIN_VALUE + cost
                ? Optional.of(account.effective() - cost)
                : Optional.empty();
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
