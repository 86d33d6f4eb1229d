package io.quotastack.webhook.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.core.webhook.WebhookInput.AnsweredRequest;
import io.quotastack.platform.store.KeyRange;

/**
 * Looks for rows of one partition that are over, a bounded number of them at a time. It only names them: whether they
 * are over is decided where all is decided.
 */
public final class OverRows {

    private static final int MOST_LOOKED_AT = 1_000;

    private final Duration kept;
    private Optional<Bytes> nextDelivery = Optional.empty();
    private Optional<Bytes> nextAnswer = Optional.empty();

    /** @param kept how long deliveries are kept */
    public OverRows(Duration kept) {
        this.kept = kept;
    }

    /** What is over among the next rows; nothing when none is. */
    public Optional<WebhookInput.RetentionElapsed> next(KeyValueStore<Bytes, byte[]> store, Instant now) {
        List<DeliveryKey> deliveries = deliveries(store, now);
        List<AnsweredRequest> answers = answers(store, now);
        return deliveries.isEmpty() && answers.isEmpty()
                ? Optional.empty()
                : Optional.of(new WebhookInput.RetentionElapsed(deliveries, answers, kept));
    }

    /** Whether the last look ended before the last row. */
    public boolean goOn() {
        return nextDelivery.isPresent() || nextAnswer.isPresent();
    }

    private List<DeliveryKey> deliveries(KeyValueStore<Bytes, byte[]> store, Instant now) {
        var rows = new WebhookRows(store);
        KeyRange all = WebhookKeys.allByCreation();
        Bytes next = nextDelivery.orElse(all.from());
        nextDelivery = Optional.empty();
        List<DeliveryKey> over = new ArrayList<>();
        for (int looks = 0; looks < MOST_LOOKED_AT; looks++) {
            Optional<Bytes> row = first(store, next, all.to());
            if (row.isEmpty()) {
                return over;
            }
            DeliveryKey key = WebhookKeys.deliveryOf(row.get());
            if (Instant.ofEpochMilli(WebhookKeys.createdAt(row.get())).plus(kept).isAfter(now)) {
                // Of this environment all further rows are younger.
                next = WebhookKeys.byCreation(key.customer().tenantEnvironment()).to();
            } else {
                rows.delivery(key).filter(delivery -> delivery.isOver(kept, now))
                        .ifPresent(delivery -> over.add(key));
                next = after(row.get());
            }
        }
        nextDelivery = Optional.of(next);
        return over;
    }

    private List<AnsweredRequest> answers(KeyValueStore<Bytes, byte[]> store, Instant now) {
        KeyRange all = WebhookKeys.answers();
        Bytes from = nextAnswer.orElse(all.from());
        nextAnswer = Optional.empty();
        List<AnsweredRequest> over = new ArrayList<>();
        int looks = 0;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, all.to())) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (looks++ == MOST_LOOKED_AT) {
                    nextAnswer = Optional.of(row.key);
                    return over;
                }
                if (!RowCodecs.ANSWER.read(row.key, row.value).mark().keptAt(now)) {
                    over.add(WebhookKeys.answeredRequest(row.key));
                }
            }
        }
        return over;
    }

    private static Optional<Bytes> first(KeyValueStore<Bytes, byte[]> store, Bytes from, Bytes to) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, to)) {
            return rows.hasNext() ? Optional.of(rows.next().key) : Optional.empty();
        }
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }
}
