package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.platform.store.KeyRange;

/** Deliveries in the order of their creation, in parts: those of an environment, or those of one customer. */
public final class DeliveryList {

    /** A filter that nearly nothing passes must not make one answer walk over everything. */
    private static final int MOST_LOOKED_AT = 2_000;

    private final KeyRange range;

    private DeliveryList(KeyRange range) {
        this.range = range;
    }

    public static DeliveryList of(TenantEnvironment tenantEnvironment) {
        return new DeliveryList(WebhookKeys.byCreation(tenantEnvironment));
    }

    public static DeliveryList of(CustomerKey customer) {
        return new DeliveryList(WebhookKeys.deliveriesOf(customer));
    }

    /** A delivery that the list shows. */
    public record Item(DeliveryKey key, Delivery delivery) {}

    /**
     * What a partition has of a stretch of the list: those that pass the filter.
     *
     * @param mostCharacters of events and attempts together; the last one may be beyond
     */
    public ListPart<Item> part(KeyValueStore<Bytes, byte[]> store, KeysetPage stretch, int mostCharacters,
            Predicate<Delivery> filter) {
        var webhooks = new WebhookRows(store);
        List<ListPart.Row<Item>> items = new ArrayList<>();
        int lookedAt = 0;
        int characters = 0;
        Bytes from = stretch.after().map(range::behind).orElseGet(range::from);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, range.to())) {
            while (rows.hasNext()) {
                Bytes row = rows.next().key;
                DeliveryKey key = WebhookKeys.deliveryOf(row);
                Optional<Delivery> delivery = webhooks.delivery(key).filter(filter);
                if (delivery.isPresent()) {
                    items.add(new ListPart.Row<>(range.place(row), new Item(key, delivery.get())));
                    characters += characters(delivery.get());
                }
                if (items.size() == stretch.most() || characters >= mostCharacters || ++lookedAt == MOST_LOOKED_AT) {
                    return new ListPart<>(items, rows.hasNext() ? Optional.of(range.place(row)) : Optional.empty());
                }
            }
        }
        return new ListPart<>(items, Optional.empty());
    }

    private static int characters(Delivery delivery) {
        return delivery.event().data().length() + delivery.attempts().stream()
                .mapToInt(attempt -> attempt.error().length() + attempt.responseBody().length()).sum();
    }
}
