package io.quotastack.core.webhook;

import java.util.List;

import io.quotastack.core.customer.CustomerKey;

/**
 * Deliveries of one customer that are sent together: they are attempted one after the other, each only after the one
 * before succeeded. So a long queue does not wait for Kafka between two deliveries.
 *
 * @param id tells it from batches that an earlier task of the partition sent
 */
public record DeliveryBatch(long id, CustomerKey customer, List<DeliveryAttempt> attempts) {

    public DeliveryBatch {
        attempts = List.copyOf(attempts);
    }
}
