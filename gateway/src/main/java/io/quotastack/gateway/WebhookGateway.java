package io.quotastack.gateway;

import java.util.concurrent.CompletableFuture;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.query.WebhookQuery;

/**
 * The deliveries of webhooks, as the HTTP layer sees them. Every method may throw {@link UnavailableException} while
 * they are not on this node.
 */
public interface WebhookGateway {

    /** Makes the request durable and answers with its committed outcome; fails as {@link LedgerGateway#submit} does. */
    CompletableFuture<Reply> submit(DeliveryRequest request);

    /** Blocks the calling thread. */
    Reply read(WebhookQuery query, RequestContext request);
}
