package io.quotastack.webhook.send;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.util.RawValue;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.WebhookOrder;
import io.quotastack.events.CustomerEvent;
import io.quotastack.schemas.json.Json;

/** The JSON of an event as it is delivered: the same bytes at every attempt. */
public final class EventBody {

    /** Whose queue test events stand in. No customer has this id: theirs are UUIDs of version 5. */
    private static final UUID NOBODY = new UUID(0, 0);

    private EventBody() {}

    /** Where an environment's orders are decided that concern no one customer, and its test events are queued. */
    public static CustomerKey desk(TenantEnvironment world) {
        return new CustomerKey(world, NOBODY);
    }

    /**
     * A new test event.
     *
     * @param sequence counts an environment's test events
     */
    public static CustomerEvent test(TenantEnvironment world, long sequence, Instant at, long configVersion) {
        return new CustomerEvent(new ResourceId(ResourceId.Kind.CUSTOMER_EVENT, NOBODY, sequence).toString(),
                WebhookOrder.TEST_TYPE,
                at, world.tenantId().toString(), world.environment().text(), NOBODY.toString(), "", sequence,
                "{\"message\":\"QuotaStack reaches this endpoint.\"}", configVersion);
    }

    /** Whether it is a test event, which is of no customer. */
    public static boolean isOfNobody(CustomerEvent event) {
        return event.getType().equals(WebhookOrder.TEST_TYPE);
    }

    static byte[] of(CustomerEvent event) {
        Map<String, Object> body = new LinkedHashMap<>();
        boolean ofNobody = isOfNobody(event);
        body.put("id", event.getId());
        body.put("type", event.getType());
        body.put("timestamp", event.getTimestamp());
        body.put("tenant_id", event.getTenantId());
        body.put("environment", event.getEnvironment());
        body.put("customer_id", ofNobody ? null : event.getCustomerId());
        body.put("external_customer_id", ofNobody ? null : event.getExternalCustomerId());
        body.put("sequence", ofNobody ? null : event.getSequence());
        body.put("data", new RawValue(event.getData()));
        return Json.bytes(body);
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
