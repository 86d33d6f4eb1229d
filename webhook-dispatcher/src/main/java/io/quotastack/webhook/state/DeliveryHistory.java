package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.ledger.state.KeyRange;

/** Deletes what was delivered long ago, a few rows at a time. Dead letters stay until they are resolved. */
public final class DeliveryHistory {

    private static final int ROWS_A_SWEEP = 1_000;

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
        Bytes next = goOnFrom.orElse(all.from());
        goOnFrom = Optional.empty();
        List<Bytes> old = new ArrayList<>();
        for (int looks = 0; looks < ROWS_A_SWEEP; looks++) {
            Optional<Bytes> row = first(next, all.to());
            if (row.isEmpty()) {
                old.forEach(this::forgetIfOver);
                return;
            }
            if (WebhookKeys.createdAt(row.get()) + keptMillis <= now) {
                old.add(row.get());
                next = after(row.get());
            } else {
                // Of this environment all further rows are younger.
                next = WebhookKeys.byCreation(WebhookKeys.place(row.get()).customer().world()).to();
            }
        }
        old.forEach(this::forgetIfOver);
        goOnFrom = Optional.of(next);
    }

    private Optional<Bytes> first(Bytes from, Bytes to) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, to)) {
            return rows.hasNext() ? Optional.of(rows.next().key) : Optional.empty();
        }
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    private void forgetIfOver(Bytes key) {
        DeliveryPlace place = WebhookKeys.place(key);
        boolean over = queues.delivery(place).map(row -> Queues.status(row) == DeliveryStatus.DELIVERED).orElse(true);
        if (over) {
            queues.forget(place, WebhookKeys.createdAt(key));
        }
    }
}
