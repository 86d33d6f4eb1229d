package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.internal.ReplayRow;
import io.quotastack.ledger.state.KeyRange;

/** The replays under way in one partition, and how far each is. */
public final class ReplayRows {

    private final KeyValueStore<Bytes, byte[]> store;

    public ReplayRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public List<ReplayRow> all() {
        List<ReplayRow> found = new ArrayList<>();
        KeyRange range = WebhookKeys.replays();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> found.add(WebhookRows.REPLAY.read(row.value)));
        }
        return found;
    }

    public Optional<ReplayRow> get(String replayId) {
        return Optional.ofNullable(store.get(WebhookKeys.replay(replayId))).map(WebhookRows.REPLAY::read);
    }

    public void put(ReplayRow row) {
        store.put(WebhookKeys.replay(row.getReplayId()), WebhookRows.REPLAY.write(row));
    }

    public void delete(String replayId) {
        store.delete(WebhookKeys.replay(replayId));
    }
}
