package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.ledger.state.KeyRange;

/** The heads of all queues of a partition, by environment and by when they are due. */
public final class Heads {

    private final KeyValueStore<Bytes, byte[]> store;
    private final Queues queues;

    public Heads(KeyValueStore<Bytes, byte[]> store, Queues queues) {
        this.store = store;
        this.queues = queues;
    }

    /**
     * Some of the heads that are due.
     *
     * @param more whether others are due too
     * @param nextDueAt when the first of the rest is due, if it is known that none of them is due yet
     */
    public record Due(List<CustomerKey> customers, boolean more, OptionalLong nextDueAt) {}

    /** The first heads that are due, but for those that are known already. */
    public Due due(TenantEnvironment world, long now, int most, Predicate<CustomerKey> known) {
        List<CustomerKey> found = new ArrayList<>();
        KeyRange range = WebhookKeys.heads(world);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            while (rows.hasNext()) {
                Bytes key = rows.next().key;
                long dueAt = WebhookKeys.dueAt(key);
                if (dueAt > now) {
                    return new Due(found, false, OptionalLong.of(dueAt));
                }
                CustomerKey customer = WebhookKeys.customerOfHead(key);
                if (!known.test(customer)) {
                    if (found.size() == most) {
                        return new Due(found, true, OptionalLong.empty());
                    }
                    found.add(customer);
                }
            }
        }
        return new Due(found, false, OptionalLong.empty());
    }

    /** How many deliveries wait in each environment that has any. Costs a read for each customer who waits. */
    public Map<TenantEnvironment, Long> waiting() {
        Map<TenantEnvironment, Long> waiting = new HashMap<>();
        KeyRange range = WebhookKeys.allHeads();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> {
                CustomerKey customer = WebhookKeys.customerOfHead(row.key);
                queues.queue(customer)
                        .ifPresent(queue -> waiting.merge(customer.world(), Queues.waiting(queue), Long::sum));
            });
        }
        return waiting;
    }

    /** When the oldest of the first so many heads was made. */
    public OptionalLong oldest(TenantEnvironment world, int sample) {
        long oldest = Long.MAX_VALUE;
        int seen = 0;
        KeyRange range = WebhookKeys.heads(world);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            while (rows.hasNext() && seen++ < sample) {
                CustomerKey customer = WebhookKeys.customerOfHead(rows.next().key);
                Optional<DeliveryRow> head = queues.queue(customer)
                        .flatMap(queue -> queues.delivery(new DeliveryPlace(customer, queue.getHead())));
                oldest = Math.min(oldest, head.map(DeliveryRow::getCreatedAt).orElse(Long.MAX_VALUE));
            }
        }
        return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    /** Makes up to so many heads due now that failed before the instant; answers whether that was all of them. */
    public boolean hasten(TenantEnvironment world, long failedBefore, long now, int most) {
        List<CustomerKey> later = new ArrayList<>();
        KeyRange range = WebhookKeys.heads(world);
        Bytes from = WebhookKeys.head(new CustomerKey(world, new UUID(0, 0)), now + 1);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, range.to())) {
            while (rows.hasNext() && later.size() < most) {
                CustomerKey customer = WebhookKeys.customerOfHead(rows.next().key);
                if (lastAttemptAt(customer) < failedBefore) {
                    later.add(customer);
                }
            }
        }
        later.forEach(customer -> queues.hasten(customer, now));
        return later.size() < most;
    }

    private long lastAttemptAt(CustomerKey customer) {
        return queues.queue(customer)
                .flatMap(queue -> queues.delivery(new DeliveryPlace(customer, queue.getHead())))
                .filter(row -> !row.getAttempts().isEmpty()).map(row -> row.getAttempts().getLast().getAttemptedAt())
                .orElse(0L);
    }
}
