package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.ledger.state.KeyRange;

/** Deletes what was delivered long ago, a few rows at a time. Dead letters stay until they are resolved. */
public final class DeliveryHistory {

    private static final int ROWS_A_SWEEP = 500;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Queues queues;
    private final long keptMillis;
    private Optional<Bytes> goOnFrom = Optional.empty();

    public DeliveryHistory(KeyValueStore<Bytes, byte[]> store, Queues queues, long keptMillis) {
        this.store = store;
        this.queues = queues;
        this.keptMillis = keptMillis;
    }

    /** Looks at the next rows; whatever is over and old enough goes. */
    public void sweep(long now) {
        KeyRange all = WebhookKeys.allByCreation();
        List<Bytes> old = new ArrayList<>();
        Bytes next = goOnFrom.orElse(all.from());
        goOnFrom = Optional.empty();
        int seen = 0;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(next, all.to())) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (seen++ == ROWS_A_SWEEP) {
                    goOnFrom = Optional.of(row.key);
                    break;
                }
                if (WebhookKeys.createdAt(row.key) + keptMillis <= now) {
                    old.add(row.key);
                }
            }
        }
        for (Bytes key : old) {
            DeliveryPlace place = WebhookKeys.place(key);
            boolean over = queues.delivery(place)
                    .map(row -> Queues.status(row) == DeliveryStatus.DELIVERED).orElse(true);
            if (over) {
                queues.forget(place, WebhookKeys.createdAt(key));
            }
        }
    }
}
