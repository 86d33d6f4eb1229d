package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * An event as it is delivered. What happened is the ledger's to say; to webhooks its data is a text.
 *
 * @param id what every attempt bears as {@code webhook-id}
 * @param sequence counts the customer's events 1, 2, 3 …
 * @param data a JSON object
 * @param configVersion the configuration that the decision saw
 */
public record WebhookEvent(
        String id,
        String type,
        Instant timestamp,
        CustomerKey customer,
        String externalCustomerId,
        long sequence,
        String data,
        long configVersion) {

    /** The type of an event that stands for nothing: what {@link DeliveryRequest.SendTest} sends. */
    public static final String TEST_TYPE = "webhook.test";

    /** Whose queue test events stand in. No customer has this id: theirs are UUIDs of version 5. */
    private static final UUID NOBODY = new UUID(0, 0);

    /** Where an environment's requests are decided that concern no one customer, and its test events are queued. */
    public static CustomerKey nobody(TenantEnvironment tenantEnvironment) {
        return new CustomerKey(tenantEnvironment, NOBODY);
    }

    /**
     * A new test event.
     *
     * @param sequence counts an environment's test events
     */
    static WebhookEvent test(TenantEnvironment tenantEnvironment, long sequence, Instant at, long configVersion) {
        return new WebhookEvent(new ResourceId(ResourceId.Kind.CUSTOMER_EVENT, NOBODY, sequence).toString(), TEST_TYPE,
                at, nobody(tenantEnvironment), "", sequence, "{\"message\":\"QuotaStack reaches this endpoint.\"}",
                configVersion);
    }

    /** Whether it is a test event, which is of no customer. */
    public boolean isTest() {
        return type.equals(TEST_TYPE);
    }
}
