package io.quotastack.platform.store;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.common.utils.Bytes;

/**
 * Where the lists of customers begin: block balances, scheduled actions, holds, usage of a period. They are used up
 * from their beginning (a block is emptied or kept whole by holds, an action happens, the oldest hold ends), and rows
 * once deleted slow down whoever walks over their place, until a compaction. Only in memory: what is forgotten costs
 * time and changes nothing.
 *
 * <p>Whoever tells of a list must see it stand still: a reader under its customer's lock, or the task that writes.
 */
public final class FirstRows {

    /** Lists remembered for each shard, the last used ones: a few megabytes. */
    private static final int MOST = 20_000;

    /** By where the range of the list begins; no row of the list stands before the key. */
    private final Map<Bytes, Bytes> firsts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Bytes> eldest) {
            return size() > MOST;
        }
    };

    /** No row of the list stands before this key. */
    public synchronized Bytes of(KeyRange list) {
        return firsts.getOrDefault(list.from(), list.from());
    }

    /** The list begins there; the range's end says that it is empty. */
    public synchronized void found(KeyRange list, Bytes first) {
        firsts.put(list.from(), first);
    }

    /** A row of the list was written. */
    public synchronized void written(KeyRange list, Bytes row) {
        firsts.computeIfPresent(list.from(), (from, first) -> row.compareTo(first) < 0 ? row : first);
    }
}
