package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.EntitlementTogether;

/**
 * The answer to several checks (CONTRACT 6).
 *
 * @param allowed all of them together, the metrics as lines of one event
 * @param cap the cap on usage that is the reason
 * @param estimatedCost millicredits, of all of them
 * @param results of each by itself
 */
public record EntitlementsView(
        boolean allowed,
        Optional<String> reason,
        Optional<Object> cap,
        Optional<Long> estimatedCost,
        List<Object> results) {

    public static EntitlementsView of(EntitlementTogether together, List<Object> results) {
        return new EntitlementsView(together.allowed(), together.reason().map(Entitlement.Reason::text), together.cap(),
                together.estimatedCost(), results);
    }
}
