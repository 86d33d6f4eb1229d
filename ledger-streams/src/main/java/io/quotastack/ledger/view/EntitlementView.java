package io.quotastack.ledger.view;

import java.util.Optional;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.subscription.SubscriptionStatus;

/** The answer to an entitlement check (CONTRACT 6); amounts are millicredits. */
public record EntitlementView(
        boolean allowed,
        Optional<String> reason,
        Optional<Object> cap,
        String customerId,
        String externalCustomerId,
        String billableMetricKey,
        long units,
        long balance,
        long reservedBalance,
        long effectiveBalance,
        Optional<Long> estimatedCost,
        Optional<Long> balanceAfter,
        Optional<Long> affordableUnits,
        Optional<String> subscriptionStatus,
        String overagePolicy,
        long asOfSequence) {

    public static EntitlementView of(Entitlement check) {
        Customer customer = check.customer();
        return new EntitlementView(check.allowed(), check.reason().map(Entitlement.Reason::text), check.cap(),
                customer.key().customerId().toString(), customer.externalId(), check.metricKey(), check.units(),
                check.balance(), check.reserved(), check.effective(), check.estimatedCost(), check.balanceAfter(),
                check.affordableUnits().isPresent()
                        ? Optional.of(check.affordableUnits().getAsLong())
                        : Optional.empty(),
                check.subscriptionStatus().map(SubscriptionStatus::text), check.overagePolicy().text(),
                check.asOfSequence());
    }
}
