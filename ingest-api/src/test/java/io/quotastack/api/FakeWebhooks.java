package io.quotastack.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.WebhookGateway;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.schemas.json.Json;

/** Notes what it is asked and says yes. */
final class FakeWebhooks implements WebhookGateway {

    final List<DeliveryRequest> requests = Collections.synchronizedList(new ArrayList<>());
    final List<ListQuery.Deliveries> queries = Collections.synchronizedList(new ArrayList<>());

    @Override
    public CompletableFuture<Reply> submit(DeliveryRequest request) {
        requests.add(request);
        return CompletableFuture.completedFuture(new Reply(200, Json.bytes(Map.of("done", true)), false));
    }

    @Override
    public Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {
        return new Reply(200, Json.bytes(Map.of("answer", "yes")), false);
    }

    @Override
    public List<ListPart<byte[]>> list(ListQuery.Deliveries query, KeysetPage stretch) {
        queries.add(query);
        return List.of();
    }
}
