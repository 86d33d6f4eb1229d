package io.quotastack.core.webhook;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;

/**
 * Where a delivery is.
 *
 * @param ordinal counts the customer's deliveries 1, 2, 3 …
 */
public record DeliveryKey(CustomerKey customer, long ordinal) {

    /** The delivery's id, which leads here. */
    public String id() {
        return new ResourceId(ResourceId.Kind.DELIVERY, customer.customerId(), ordinal).toString();
    }

    /** Picks the place of its retries within ±10 %: the same for the same delivery, so nothing random is in the state. */
    long jitterSeed() {
        return customer.customerId().getLeastSignificantBits() + ordinal;
    }
}
