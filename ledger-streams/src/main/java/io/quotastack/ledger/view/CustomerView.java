package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.schemas.json.AlertsAndCapsJson;

/** A customer as answered (CONTRACT 2); amounts are millicredits. */
public record CustomerView(
        String customerId,
        String externalCustomerId,
        Optional<String> displayName,
        Map<String, String> metadata,
        Optional<String> overagePolicy,
        Optional<Long> overageLimit,
        Optional<Long> lowBalanceThreshold,
        Optional<SpendCapView> spendCap,
        Optional<AutoTopupView> autoTopup,
        Optional<List<Map<String, Object>>> alerts,
        Optional<List<Map<String, Object>>> caps,
        Instant createdAt) {

    /** A spend cap as answered: millicredits per {@code day} or {@code month}. */
    public record SpendCapView(long credits, String per) {
        private static SpendCapView of(SpendCap cap) {
            return new SpendCapView(cap.credits(), cap.per().text());
        }
    }

    /** When top-ups are asked for, as answered: at a threshold in millicredits, so often a UTC day. */
    public record AutoTopupView(long threshold, String packageId, int maxPerDay) {
        private static AutoTopupView of(AutoTopup terms) {
            return new AutoTopupView(terms.threshold(), terms.packageId(), terms.maxPerDay());
        }
    }

    public static CustomerView of(Customer customer) {
        return new CustomerView(customer.key().customerId().toString(), customer.externalId(), customer.displayName(),
                new TreeMap<>(customer.metadata()), customer.overagePolicy().map(OveragePolicy::text),
                customer.overageLimit(), customer.lowBalanceThreshold(), customer.spendCap().map(SpendCapView::of),
                customer.autoTopup().map(AutoTopupView::of),
                customer.alerts().map(AlertsAndCapsJson::alerts), customer.caps().map(AlertsAndCapsJson::caps),
                customer.createdAt());
    }
}
