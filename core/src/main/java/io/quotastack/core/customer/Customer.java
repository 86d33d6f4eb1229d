package io.quotastack.core.customer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.text.Metadata;

/**
 * Who a customer is and what the tenant decided for it; all but the ids can be patched.
 *
 * @param overageLimit millicredits below 0 that the policy allows; absent: no floor
 * @param lowBalanceThreshold millicredits; absent: the tenant's
 * @param alerts instead of those of its plan's variant
 * @param caps likewise
 */
public record Customer(
        CustomerKey key,
        String externalId,
        Optional<String> displayName,
        Map<String, String> metadata,
        Optional<OveragePolicy> overagePolicy,
        Optional<Long> overageLimit,
        Optional<Long> lowBalanceThreshold,
        Optional<SpendCap> spendCap,
        Optional<AutoTopup> autoTopup,
        Optional<List<Alert>> alerts,
        Optional<List<UsageCap>> caps,
        Instant createdAt) {

    public Customer {
        metadata = Metadata.copyOf(metadata);
        alerts = alerts.map(List::copyOf);
        caps = caps.map(List::copyOf);
    }

    /** A customer of whom only the name is known yet. */
    public static Customer named(CustomerKey key, String externalId, Instant createdAt) {
        return new Customer(key, externalId, Optional.empty(), Map.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), createdAt);
    }
}
