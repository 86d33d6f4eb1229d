package io.quotastack.webhook.read;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.WebhookQuery;
import io.quotastack.gateway.view.GrowingPage;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;
import io.quotastack.webhook.state.DeliveryList;
import io.quotastack.webhook.state.DeliveryList.Item;
import io.quotastack.webhook.state.DeliveryList.Piece;
import io.quotastack.webhook.state.WebhookRows;

/** Answers questions about deliveries. */
public final class DeliveryReads {

    /** All partitions together read so many characters of deliveries for a page. */
    private static final int MOST_CHARACTERS = 2 * GrowingPage.FULL_BYTES;

    private final OwnedPartitions<DeliveryShard> shards;

    public DeliveryReads(OwnedPartitions<DeliveryShard> shards) {
        this.shards = shards;
    }

    /** Throws {@link io.quotastack.platform.store.ShardMovedException} while the deliveries are not on this node. */
    public Reply read(WebhookQuery query, RequestContext request) {
        return switch (query) {
            case WebhookQuery.GetDelivery get -> delivery(get, request);
            case WebhookQuery.ListDeliveries list -> list(list, request);
        };
    }

    private Reply delivery(WebhookQuery.GetDelivery query, RequestContext request) {
        return ResourceId.parse(ResourceId.Kind.DELIVERY, query.deliveryId())
                .map(id -> new DeliveryKey(new CustomerKey(query.tenantEnvironment(), id.customerId()), id.ordinal()))
                .flatMap(key -> shards.of(key.customer()).read(store -> new WebhookRows(store).delivery(key))
                        .map(delivery -> ok(DeliveryView.of(key, delivery))))
                .orElseGet(() -> ProblemJson.reply(
                        Problem.notFound("webhook_delivery", "there is no such delivery"), request));
    }

    private Reply list(WebhookQuery.ListDeliveries query, RequestContext request) {
        DeliveryList list = query.customer().map(DeliveryList::of)
                .orElseGet(() -> DeliveryList.of(query.tenantEnvironment()));
        Optional<Bytes> after = query.page().cursor().flatMap(DeliveryReads::decode);
        if (query.page().cursor().isPresent() && after.filter(list::has).isEmpty()) {
            return ProblemJson.reply(
                    Problem.invalid(List.of(FieldFault.parameter("cursor", "not a cursor of this list"))), request);
        }
        Predicate<Delivery> filter = delivery -> query.status().map(delivery.status()::equals).orElse(true)
                && query.type().map(delivery.event().type()::equals).orElse(true);
        int most = query.page().limit();
        List<DeliveryShard> looked = shardsOf(query);
        int share = MOST_CHARACTERS / Math.max(1, looked.size());
        List<Piece> pieces = looked.stream()
                .map(shard -> shard.read(store -> list.after(store, after, most, share, filter))).toList();
        return page(pieces, most);
    }

    private List<DeliveryShard> shardsOf(WebhookQuery.ListDeliveries query) {
        return query.customer().map(customer -> List.of(shards.of(customer))).orElseGet(shards::all);
    }

    /** Merged by place; no further than the partition that was looked at least far. */
    private static Reply page(List<Piece> pieces, int most) {
        Optional<Bytes> horizon = pieces.stream().flatMap(piece -> piece.upTo().stream())
                .min(Comparator.naturalOrder());
        List<Item> items = new ArrayList<>();
        pieces.forEach(piece -> piece.items().stream()
                .filter(item -> horizon.isEmpty() || item.place().compareTo(horizon.get()) <= 0).forEach(items::add));
        items.sort(Comparator.comparing(Item::place));
        var page = new GrowingPage(most);
        int shown = 0;
        while (shown < items.size() && !page.isFull()) {
            Item item = items.get(shown++);
            page.add(DeliveryView.of(item.key(), item.delivery()));
        }
        Optional<Bytes> next = shown < items.size() ? Optional.of(items.get(shown - 1).place()) : horizon;
        return page.reply(next.map(DeliveryReads::encode));
    }

    private static Reply ok(Object view) {
        return new Reply(200, Json.bytes(view), false);
    }

    private static String encode(Bytes place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.get());
    }

    private static Optional<Bytes> decode(String cursor) {
        try {
            return Optional.of(Bytes.wrap(Base64.getUrlDecoder().decode(cursor)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a cursor: the caller says so
        }
    }
}
