package io.quotastack.ledger.view;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent.TopupAsked;

/**
 * The data of {@code topup.requested}: charge the customer for the package, then grant it under the request's id (CONTRACT
 * 8); amounts are millicredits.
 */
public record TopupRequestedView(
        String topupRequestId,
        String packageId,
        long threshold,
        int maxPerDay,
        long balance,
        long reservedBalance,
        long effectiveBalance) {

    public static TopupRequestedView of(CustomerKey customer, TopupAsked asked) {
        return new TopupRequestedView(
                new ResourceId(ResourceId.Kind.TOPUP_REQUEST, customer.customerId(), asked.ordinal()).toString(),
                asked.terms().packageId(), asked.terms().threshold(), asked.terms().maxPerDay(), asked.balance(),
                asked.reserved(), Math.subtractExact(asked.balance(), asked.reserved()));
    }
}
