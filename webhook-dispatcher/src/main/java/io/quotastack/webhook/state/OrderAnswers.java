package io.quotastack.webhook.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.gateway.Reply;
import io.quotastack.internal.OrderAnswerRow;
import io.quotastack.ledger.state.KeyRange;

/** The answers to orders, kept for a day for the next time their idempotency key comes (CONTRACT 11). */
public final class OrderAnswers {

    private static final long KEPT_MILLIS = Duration.ofHours(24).toMillis();
    private static final int ROWS_A_SWEEP = 500;

    private final KeyValueStore<Bytes, byte[]> store;
    private Optional<Bytes> goOnFrom = Optional.empty();

    public OrderAnswers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public Optional<OrderAnswerRow> find(CustomerKey owner, String idempotencyKey, long now) {
        return Optional.ofNullable(store.get(WebhookKeys.answer(owner, idempotencyKey)))
                .map(WebhookRows.ANSWER::read).filter(row -> !over(row, now));
    }

    public void keep(CustomerKey owner, String idempotencyKey, String fingerprint, Reply reply, long now) {
        store.put(WebhookKeys.answer(owner, idempotencyKey), WebhookRows.ANSWER
                .write(new OrderAnswerRow(fingerprint, now, reply.status(), ByteBuffer.wrap(reply.body()))));
    }

    /** Deletes a bounded number of answers whose day is over. */
    public void sweep(long now) {
        KeyRange all = WebhookKeys.answers();
        List<Bytes> over = new ArrayList<>();
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
                if (over(WebhookRows.ANSWER.read(row.value), now)) {
                    over.add(row.key);
                }
            }
        }
        over.forEach(store::delete);
    }

    private static boolean over(OrderAnswerRow row, long now) {
        return row.getAnsweredAt() + KEPT_MILLIS <= now;
    }
}
