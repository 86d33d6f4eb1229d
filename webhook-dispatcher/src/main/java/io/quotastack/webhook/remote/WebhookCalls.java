package io.quotastack.webhook.remote;

import java.util.Map;

import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.transport.InternalCall;

/** What an owner of deliveries answers other nodes. */
public final class WebhookCalls {

    /** Who owns which partition of the deliveries; the one call that any dispatcher answers. */
    static final String OWNERS = "webhook/owners";

    static final String SUBMIT = "webhook/submit";
    static final String DELIVERY = "webhook/delivery";
    static final String LIST = "webhook/list";

    private WebhookCalls() {}

    /** The calls, by name. */
    public static Map<String, InternalCall> of(OwnedWebhooks webhooks) {
        return Map.of(OWNERS, bytes -> webhooks.owners().write(), SUBMIT,
                bytes -> GatewayCodec.reply(webhooks.submit(WebhookCodec.request(bytes)).join()), DELIVERY, bytes -> {
                    WebhookCodec.OneDelivery one = WebhookCodec.delivery(bytes);
                    return GatewayCodec.reply(
                            webhooks.delivery(one.tenantEnvironment(), one.deliveryId(), one.request()));
                }, LIST, bytes -> {
                    WebhookCodec.ListOf list = WebhookCodec.list(bytes);
                    return GatewayCodec.part(webhooks.list(list.query(), list.stretch(), list.partitions()));
                });
    }
}
