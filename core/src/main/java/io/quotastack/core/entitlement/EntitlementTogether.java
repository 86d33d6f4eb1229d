package io.quotastack.core.entitlement;

import java.util.Optional;

/**
 * Whether all that was asked about may be used now, the metrics as lines of one event (CONTRACT 6).
 *
 * @param reason why not; absent when {@code allowed}, and when something is neither a metric nor a feature
 * @param cap the cap on usage that is the reason, as its members in JSON; absent for a cap on spending
 * @param estimatedCost millicredits of all lines; absent when something is unknown or has no price now, or when the sum
 *     leaves {@code int64}
 */
public record EntitlementTogether(
        boolean allowed,
        Optional<Entitlement.Reason> reason,
        Optional<Object> cap,
        Optional<Long> estimatedCost) {

    /** Something is neither a metric nor a feature. */
    static final EntitlementTogether UNKNOWN = new EntitlementTogether(false, Optional.empty(), Optional.empty(),
            Optional.empty());
}
