package io.quotastack.core.decide.charge;

import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;

/**
 * What a live subscription lets a customer use (CONTRACT 6, 9). Without one, or before it begins, the wallet is usable for
 * all metrics.
 *
 * @param terms of the subscription
 */
public record UsageGate(Subscription subscription, PlanVariant terms) {

    static UsageGate of(Subscription subscription, Config.EnvironmentConfig environmentConfig) {
        PlanVariant.Ref ref = subscription.variant();
        return new UsageGate(subscription, environmentConfig.variantVersion(ref.variantId(), ref.version())
                .orElseThrow(() -> new IllegalStateException("no terms " + ref + " of a live subscription")));
    }

    /** Whether nothing may be used now: overdue or paused, and the variant does not allow it. */
    public boolean inactive() {
        VariantTerms variant = terms.terms();
        return switch (subscription.phase()) {
            case Phase.Overdue overdue -> !variant.allowUsageWhileOverdue();
            case Phase.Paused paused -> !variant.allowUsageWhilePaused();
            case Phase.Scheduled scheduled -> false;
            case Phase.Trialing trialing -> false;
            case Phase.Active active -> false;
        };
    }

    /** Whether its plan counts already. */
    public boolean begun() {
        return !(subscription.phase() instanceof Phase.Scheduled);
    }

    public boolean includes(String metricKey) {
        return !begun() || terms.terms().includes(metricKey);
    }

    /** Of the live subscription. */
    static Optional<UsageGate> of(DecisionContext context) {
        return context.draft().subscription().map(live -> of(live, context.environmentConfig()));
    }

    /** Why usage of a metric must be refused, or nothing; without a metric, of plain credits. */
    Optional<Problem> refusal(Optional<String> metricKey) {
        if (inactive()) {
            return Optional.of(Problem.of(ProblemType.SUBSCRIPTION_INACTIVE,
                    "the subscription is " + subscription.status().text()));
        }
        return metricKey.filter(key -> !includes(key)).map(key -> Problem.of(ProblemType.FEATURE_NOT_IN_PLAN,
                "the customer's plan does not include " + key));
    }
}
