package io.quotastack.platform.store;

import org.apache.kafka.common.utils.Bytes;

/** Rows whose keys begin alike; both bounds are inclusive, and no key of ours equals the upper one. */
public record KeyRange(Bytes from, Bytes to) {

    /**
     * All keys that begin so.
     *
     * @param prefix whose last byte is not the highest
     */
    public static KeyRange of(Bytes prefix) {
        byte[] next = prefix.get().clone();
        next[next.length - 1]++;
        return new KeyRange(prefix, Bytes.wrap(next));
    }

    /** Whether the key is one of these rows'. */
    public boolean contains(Bytes key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
    }
}
