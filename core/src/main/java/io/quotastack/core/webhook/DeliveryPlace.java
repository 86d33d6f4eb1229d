package io.quotastack.core.webhook;

import java.time.Instant;

/**
 * Where a delivery stands among all of its environment: by creation, then customer, then ordinal.
 *
 * @param createdAt when the delivery was made
 */
public record DeliveryPlace(Instant createdAt, DeliveryKey key) {}
