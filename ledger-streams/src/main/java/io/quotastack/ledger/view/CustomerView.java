package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;

/**
 * A customer as answered (CONTRACT 2); amounts are millicredits.
 *
 * @param autoTopup null for every customer so far
 */
public record CustomerView(String customerId, String externalCustomerId, Optional<String> displayName,
        Map<String, String> metadata, Optional<String> overagePolicy, Optional<Long> overageLimit,
        Optional<Long> lowBalanceThreshold, Optional<SpendCapView> spendCap, Optional<Void> autoTopup,
        Instant createdAt) {

    /** A spend cap as answered: millicredits per {@code day} or {@code month}. */
    public record SpendCapView(long credits, String per) {
        private static SpendCapView of(SpendCap cap) {
            return new SpendCapView(cap.credits(), cap.per().text());
        }
    }

    public static CustomerView of(Customer customer) {
        return new CustomerView(customer.key().customerId().toString(), customer.externalId(), customer.displayName(),
                new TreeMap<>(customer.metadata()), customer.overagePolicy().map(OveragePolicy::text),
                customer.overageLimit(), customer.lowBalanceThreshold(), customer.spendCap().map(SpendCapView::of),
                Optional.empty(), customer.createdAt());
    }
}
