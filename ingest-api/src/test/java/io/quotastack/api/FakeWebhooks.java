package io.quotastack.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.WebhookGateway;
import io.quotastack.gateway.query.WebhookQuery;
import io.quotastack.schemas.json.Json;

/** Notes what it is asked and says yes. */
final class FakeWebhooks implements WebhookGateway {

    final List<DeliveryRequest> requests = Collections.synchronizedList(new ArrayList<>());
    final List<WebhookQuery> queries = Collections.synchronizedList(new ArrayList<>());

    @Override
    public CompletableFuture<Reply> submit(DeliveryRequest request) {
        requests.add(request);
        return CompletableFuture.completedFuture(new Reply(200, Json.bytes(Map.of("done", true)), false));
    }

    @Override
    public Reply read(WebhookQuery query, RequestContext request) {
        queries.add(query);
        return new Reply(200, Json.bytes(Map.of("answer", "yes")), false);
    }
}
