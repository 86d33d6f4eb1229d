package io.quotastack.webhook.wire;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.events.CustomerEvent;

/** Events as `customer-events` has them, which is also how rows and commands keep them. */
public final class EventCodec {

    private EventCodec() {}

    /** Throws IllegalArgumentException when it names no customer. */
    public static WebhookEvent read(CustomerEvent event) {
        CustomerKey customer = CustomerKey
                .parse(event.getTenantId() + "/" + event.getEnvironment() + "/" + event.getCustomerId());
        return new WebhookEvent(event.getId(), event.getType(), event.getTimestamp(), customer,
                event.getExternalCustomerId(), event.getSequence(), event.getData(), event.getConfigVersion());
    }

    public static CustomerEvent write(WebhookEvent event) {
        TenantEnvironment tenantEnvironment = event.customer().tenantEnvironment();
        return new CustomerEvent(event.id(), event.type(), event.timestamp(), tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), event.customer().customerId().toString(),
                event.externalCustomerId(), event.sequence(), event.data(), event.configVersion());
    }
}
