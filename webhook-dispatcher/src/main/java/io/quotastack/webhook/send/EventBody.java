package io.quotastack.webhook.send;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.util.RawValue;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.schemas.json.Json;

/** The JSON of an event as it is delivered: the same bytes at every attempt, and wherever it is shown. */
public final class EventBody {

    private EventBody() {}

    /** What is posted, in UTF-8. */
    public static byte[] of(WebhookEvent event) {
        Map<String, Object> body = new LinkedHashMap<>();
        TenantEnvironment tenantEnvironment = event.customer().tenantEnvironment();
        body.put("id", event.id());
        body.put("type", event.type());
        body.put("timestamp", event.timestamp());
        body.put("tenant_id", tenantEnvironment.tenantId());
        body.put("environment", tenantEnvironment.environment().text());
        body.put("customer_id", event.isTest() ? null : event.customer().customerId());
        body.put("external_customer_id", event.isTest() ? null : event.externalCustomerId());
        body.put("sequence", event.isTest() ? null : event.sequence());
        body.put("data", new RawValue(event.data()));
        return Json.bytes(body);
    }

    /** The same as a text, which is what the signature is over. */
    public static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
