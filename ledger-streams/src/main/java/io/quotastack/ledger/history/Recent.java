package io.quotastack.ledger.history;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rows used last, so that busy customers' are not read again for each entry. For one thread. */
final class Recent<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private static final float DEFAULT_LOAD = 0.75f;

    private final int limit;

    Recent(int limit) {
        super(limit / 8, DEFAULT_LOAD, true);
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
    }
}
