package io.quotastack.webhook.read;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.json.Json;
import io.quotastack.webhook.state.DeliveryList;
import io.quotastack.webhook.state.DeliveryList.Item;
import io.quotastack.webhook.state.WebhookRows;

/** Answers questions about deliveries. */
public final class DeliveryReads {

    /** All partitions together read so many characters of deliveries for a page. */
    private static final int MOST_CHARACTERS = 2 * PageBound.FULL_BYTES;

    private final OwnedPartitions<DeliveryShard> shards;

    public DeliveryReads(OwnedPartitions<DeliveryShard> shards) {
        this.shards = shards;
    }

    /** One delivery, with the body that it sends. Throws {@link ShardMovedException} while it is not on this node. */
    public Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {
        return ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryId)
                .map(id -> new DeliveryKey(new CustomerKey(tenantEnvironment, id.customerId()), id.ordinal()))
                .flatMap(key -> shards.of(key.customer()).read(store -> new WebhookRows(store).delivery(key))
                        .map(delivery -> BoundedAnswer.of(DeliveryDetailView.of(key, delivery),
                                "list the deliveries of its customer, which come without body", request)))
                .orElseGet(() -> ProblemJson.reply(
                        Problem.notFound("webhook_delivery", "there is no such delivery"), request));
    }

    /** What the partitions have of the list. Throws {@link ShardMovedException} while this node has not all of them. */
    public ListPart<byte[]> list(ListQuery.Deliveries query, KeysetPage stretch, Set<Integer> partitions) {
        DeliveryList list = query.customer().map(DeliveryList::of)
                .orElseGet(() -> DeliveryList.of(query.tenantEnvironment()));
        Predicate<Delivery> filter = delivery -> query.status().map(delivery.status()::equals).orElse(true)
                && query.type().map(delivery.event().type()::equals).orElse(true);
        List<DeliveryShard> looked = shardsOf(query, partitions);
        int share = MOST_CHARACTERS / Math.max(1, looked.size());
        List<ListPart<Item>> parts = looked.stream()
                .map(shard -> shard.read(store -> list.part(store, stretch, share, filter))).toList();
        return ListPart.merge(parts).fill(stretch.most(),
                item -> Json.bytes(DeliveryView.of(item.key(), item.delivery())));
    }

    private List<DeliveryShard> shardsOf(ListQuery.Deliveries query, Set<Integer> partitions) {
        return query.customer().map(customer -> List.of(shards.of(customer))).orElseGet(() -> shards.of(partitions));
    }
}
