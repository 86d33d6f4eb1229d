package io.quotastack.webhook.state;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.DueHead;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

/** The heads of all queues of a partition, by environment and by when they are due. Kept by whoever writes a queue. */
final class DueIndex {

    private final KeyValueStore<Bytes, byte[]> store;

    DueIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** A queue's head became another one, or is due at another time. */
    void move(CustomerKey customer, Optional<CustomerQueue.Head> before, Optional<CustomerQueue.Head> after) {
        Optional<Instant> dueBefore = before.map(CustomerQueue.Head::dueAt);
        Optional<Instant> dueAfter = after.map(CustomerQueue.Head::dueAt);
        if (!dueBefore.equals(dueAfter)) {
            dueBefore.ifPresent(at -> store.delete(key(customer, at)));
            dueAfter.ifPresent(at -> store.put(key(customer, at), RowCodec.present()));
        }
    }

    void visit(TenantEnvironment tenantEnvironment, Instant from, Predicate<DueHead> visitor) {
        Bytes first = key(new CustomerKey(tenantEnvironment, new UUID(0, 0)), from);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(first,
                WebhookKeys.heads(tenantEnvironment).to())) {
            boolean more = true;
            while (more && rows.hasNext()) {
                Bytes key = rows.next().key;
                more = visitor.test(new DueHead(WebhookKeys.customerOfHead(key),
                        Instant.ofEpochMilli(WebhookKeys.dueAt(key))));
            }
        }
    }

    /** Of all environments. */
    void visitAll(Consumer<CustomerKey> visitor) {
        KeyRange range = WebhookKeys.allHeads();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> visitor.accept(WebhookKeys.customerOfHead(row.key)));
        }
    }

    private static Bytes key(CustomerKey customer, Instant dueAt) {
        return WebhookKeys.head(customer, dueAt.toEpochMilli());
    }
}
