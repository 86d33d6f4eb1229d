package io.quotastack.webhook.remote;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.WebhookGateway;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.transport.OwnerCalls.Effect;
import io.quotastack.platform.transport.RepeatedReply;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/**
 * The deliveries on a node that holds none of them: every call goes to the owner of the partition, and follows the
 * partition when it moves. A request that may stand in the log already is sent again under its own id and idempotency key,
 * which every request has, see {@link RepeatedReply}.
 */
public final class RemoteWebhookGateway implements WebhookGateway, AutoCloseable {

    private final OwnerCalls owners;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param nodes dispatchers, of which one at least is there at any time */
    public RemoteWebhookGateway(InternalClient client, List<NodeAddress> nodes, OwnerCalls.Patience patience) {
        this.owners = new OwnerCalls(client, nodes, WebhookCalls.OWNERS, patience);
    }

    @Override
    public CompletableFuture<Reply> submit(DeliveryRequest request) {
        return CompletableFuture
                .supplyAsync(() -> RepeatedReply.of(owners.call(map -> map.partitionOf(request.owner()),
                        WebhookCalls.SUBMIT, WebhookCodec.request(request), Effect.ONCE_HOWEVER_OFTEN)), threads);
    }

    /** That an id leads nowhere, all owners know equally. */
    @Override
    public Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {
        ToIntFunction<OwnerMap> partition = map -> ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryId)
                .map(id -> map.partitionOf(new CustomerKey(tenantEnvironment, id.customerId())))
                .orElseGet(() -> ThreadLocalRandom.current().nextInt(map.partitions()));
        return GatewayCodec.reply(owners.call(partition, WebhookCalls.DELIVERY,
                WebhookCodec.delivery(new WebhookCodec.OneDelivery(tenantEnvironment, deliveryId, request)),
                Effect.NONE).bytes());
    }

    /** One part of each owner; of a list of one customer, that of its owner. */
    @Override
    public List<ListPart<byte[]>> list(ListQuery.Deliveries query, KeysetPage stretch) {
        return owners.callAll(WebhookCalls.LIST, map -> partitionsOf(query, map),
                partitions -> WebhookCodec.list(new WebhookCodec.ListOf(query, stretch, partitions))).stream()
                .map(GatewayCodec::part).toList();
    }

    private static Set<Integer> partitionsOf(ListQuery.Deliveries query, OwnerMap map) {
        return query.customer().map(customer -> Set.of(map.partitionOf(customer))).orElseGet(map::all);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        owners.close();
    }
}
