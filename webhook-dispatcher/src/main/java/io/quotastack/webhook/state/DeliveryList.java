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
import io.quotastack.platform.store.KeyRange;

/** Deliveries in the order of their creation, in pieces: those of an environment, or those of one customer. */
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

    /** A delivery at its place in the list. */
    public record Item(Bytes place, DeliveryKey key, Delivery delivery) {}

    /**
     * A piece of one partition.
     *
     * @param upTo how far it was looked for; absent: to the end
     */
    public record Piece(List<Item> items, Optional<Bytes> upTo) {}

    /** Whether it is a place of this list. */
    public boolean has(Bytes place) {
        return range.contains(place) && !place.equals(range.from());
    }

    /**
     * The first ones behind a place that pass the filter.
     *
     * @param most so many at most
     * @param mostCharacters of events and attempts together; the last one may be beyond
     */
    public Piece after(KeyValueStore<Bytes, byte[]> store, Optional<Bytes> after, int most, int mostCharacters,
            Predicate<Delivery> filter) {
        var webhooks = new WebhookRows(store);
        List<Item> items = new ArrayList<>();
        int lookedAt = 0;
        int characters = 0;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(after.orElse(range.from()), range.to())) {
            while (rows.hasNext()) {
                Bytes place = rows.next().key;
                if (after.isPresent() && after.get().equals(place)) {
                    continue;
                }
                DeliveryKey key = WebhookKeys.deliveryOf(place);
                Optional<Delivery> delivery = webhooks.delivery(key).filter(filter);
                if (delivery.isPresent()) {
                    items.add(new Item(place, key, delivery.get()));
                    characters += characters(delivery.get());
                }
                if (items.size() == most || characters >= mostCharacters || ++lookedAt == MOST_LOOKED_AT) {
                    return new Piece(items, rows.hasNext() ? Optional.of(place) : Optional.empty());
                }
            }
        }
        return new Piece(items, Optional.empty());
    }

    private static int characters(Delivery delivery) {
        return delivery.event().data().length() + delivery.attempts().stream()
                .mapToInt(attempt -> attempt.error().length() + attempt.responseBody().length()).sum();
    }
}
