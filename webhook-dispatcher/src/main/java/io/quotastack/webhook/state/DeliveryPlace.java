package io.quotastack.webhook.state;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;

/**
 * Where a delivery is.
 *
 * @param ordinal counts the customer's deliveries 1, 2, 3 …
 */
public record DeliveryPlace(CustomerKey customer, long ordinal) {

    /** The delivery's id, which leads here. */
    public String id() {
        return new ResourceId(ResourceId.Kind.DELIVERY, customer.customerId(), ordinal).toString();
    }
}
