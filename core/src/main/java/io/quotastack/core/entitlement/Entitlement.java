package io.quotastack.core.entitlement;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * What a customer may use now, and what it would cost (CONTRACT 6). Amounts are millicredits.
 *
 * @param reason why not; absent exactly when {@code allowed}
 * @param cap the cap on usage that is the reason, as its members in JSON; absent for a cap on spending
 * @param estimatedCost absent when the metric has no price now, or the cost leaves {@code int64}
 * @param balanceAfter effective balance − cost; absent without a cost, or when the difference leaves {@code int64}
 * @param affordableUnits the most units that one event could charge now; absent when 10¹² could be; 0 without a price
 * @param subscriptionStatus of the live subscription
 * @param asOfSequence of the last ledger entry that was written when this was read
 */
public record Entitlement(
        boolean allowed,
        Optional<Reason> reason,
        Optional<Object> cap,
        Customer customer,
        String metricKey,
        long units,
        long balance,
        long reserved,
        long effective,
        Optional<Long> estimatedCost,
        Optional<Long> balanceAfter,
        OptionalLong affordableUnits,
        Optional<SubscriptionStatus> subscriptionStatus,
        OveragePolicy overagePolicy,
        long asOfSequence) {

    /** Why a use is not allowed; of several the first in this order is named. */
    public enum Reason {
        SUBSCRIPTION_INACTIVE,
        FEATURE_NOT_IN_PLAN,
        METRIC_NOT_PRICED,
        SPEND_CAP_REACHED,
        INSUFFICIENT_CREDITS;

        /** Of the problem that a charge would be refused with; none for a metric that there is not. */
        static Optional<Reason> of(ProblemType refusal) {
            return switch (refusal) {
                case SUBSCRIPTION_INACTIVE -> Optional.of(SUBSCRIPTION_INACTIVE);
                case FEATURE_NOT_IN_PLAN -> Optional.of(FEATURE_NOT_IN_PLAN);
                case METRIC_NOT_PRICED -> Optional.of(METRIC_NOT_PRICED);
                case SPEND_CAP_REACHED -> Optional.of(SPEND_CAP_REACHED);
                // Nobody has as many credits as 64 bits cannot say, nor for more values of dimensions than there may be.
                case INSUFFICIENT_CREDITS, AMOUNT_OVERFLOW, LIMIT_EXCEEDED -> Optional.of(INSUFFICIENT_CREDITS);
                default -> Optional.empty();
            };
        }

        /** {@code metric_not_priced}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
