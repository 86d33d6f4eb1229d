package io.quotastack.core.decide.charge;

import java.util.Optional;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.tenant.Settings;

/**
 * How far below 0 charges may go: the customer's word, else that of the variant of a subscription that has begun, else the
 * tenant's (CONTRACT 6). Who says the policy says the limit too: a limit of another level would be the floor of a policy
 * that nobody made.
 *
 * @param limit millicredits below 0 that the effective balance may go; absent: no floor
 */
record OverageTerms(OveragePolicy policy, Optional<Long> limit) {

    static OverageTerms inForce(Customer customer, Optional<UsageGate> gate, Settings settings) {
        return customer.overagePolicy().map(policy -> new OverageTerms(policy, customer.overageLimit()))
                .or(() -> gate.filter(UsageGate::begun).map(live -> live.terms().terms()).flatMap(OverageTerms::of))
                .orElseGet(() -> new OverageTerms(settings.defaultOveragePolicy(), Optional.empty()));
    }

    private static Optional<OverageTerms> of(VariantTerms terms) {
        return terms.overagePolicy().map(policy -> new OverageTerms(policy, terms.overageLimit()));
    }
}
