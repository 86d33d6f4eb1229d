package io.quotastack.gateway.query;

import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryStatus;

/** A question about the deliveries of one environment. */
public sealed interface WebhookQuery {

    TenantEnvironment tenantEnvironment();

    record GetDelivery(TenantEnvironment tenantEnvironment, String deliveryId) implements WebhookQuery {}

    /** By creation, then id. */
    record ListDeliveries(
            TenantEnvironment tenantEnvironment,
            Optional<DeliveryStatus> status,
            Optional<CustomerKey> customer,
            Optional<String> type,
            Page page) implements WebhookQuery {}
}
