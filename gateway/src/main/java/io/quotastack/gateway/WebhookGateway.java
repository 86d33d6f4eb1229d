package io.quotastack.gateway;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;

/**
 * The deliveries of webhooks, as the HTTP layer sees them. Every method may throw {@link UnavailableException} while
 * they are not on this node.
 */
public interface WebhookGateway {

    /** Makes the request durable and answers with its committed outcome; fails as {@link LedgerGateway#submit} does. */
    CompletableFuture<Reply> submit(DeliveryRequest request);

    /** One delivery, by the id that it is listed under. Blocks the calling thread. */
    Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request);

    /** What each place that has deliveries has of a stretch of the list. Blocks the calling thread. */
    List<ListPart<byte[]>> list(ListQuery.Deliveries query, KeysetPage stretch);
}
