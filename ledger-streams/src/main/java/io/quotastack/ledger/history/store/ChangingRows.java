package io.quotastack.ledger.history.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.quotastack.platform.store.RowCodec;

/**
 * The rows of one kind that many entries change. They are read and written once a batch; those last written are kept, since
 * the next entries of a busy customer change the same ones again. For one thread, and for one writer of the store.
 *
 * @param <K> what a row is found by; of value, as a record is
 */
final class ChangingRows<K, T> {

    private final RowCodec<T> codec;
    private final Function<K, byte[]> keys;
    private final HistoryStore store;
    /** As they are after the entries of the batch at hand. */
    private final Map<K, T> changed = new HashMap<>();
    /** As they are in the store. */
    private final Map<K, T> written;

    /** @param kept how many rows at most stay in memory between batches */
    ChangingRows(HistoryStore store, RowCodec<T> codec, Function<K, byte[]> keys, int kept) {
        this.store = store;
        this.codec = codec;
        this.keys = keys;
        this.written = new LatestUsed<>(kept);
    }

    private static final class LatestUsed<K, T> extends LinkedHashMap<K, T> {
        private static final long serialVersionUID = 1L;
        private static final float USUAL_LOAD = 0.75f;
        private final int most;

        LatestUsed(int most) {
            super(16, USUAL_LOAD, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, T> eldest) {
            return size() > most;
        }
    }

    /** The row after the entries so far. */
    T get(K at, T whenAbsent) {
        T now = changed.get(at);
        if (now == null) {
            now = written.get(at);
        }
        if (now == null) {
            byte[] key = keys.apply(at);
            now = HistoryRows.find(store, codec, key).orElse(whenAbsent);
        }
        return now;
    }

    void put(K at, T row) {
        changed.put(at, row);
    }

    /** To be called when all of a batch was added. */
    void addTo(RowBatch batch) {
        for (Map.Entry<K, T> row : changed.entrySet()) {
            HistoryRows.put(batch, codec, keys.apply(row.getKey()), row.getValue());
        }
    }

    /** To be called when the batch is in the store. */
    void batchIsWritten() {
        written.putAll(changed);
        changed.clear();
    }
}
