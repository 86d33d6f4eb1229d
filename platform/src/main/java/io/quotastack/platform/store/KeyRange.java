package io.quotastack.platform.store;

import java.util.Arrays;

import org.apache.kafka.common.utils.Bytes;

/** Rows whose keys begin alike; both bounds are inclusive, and no key of ours equals the upper one. */
public record KeyRange(Bytes from, Bytes to) {

    /** All keys that begin so; see {@link #endOf}. */
    public static KeyRange of(Bytes prefix) {
        return new KeyRange(prefix, Bytes.wrap(endOf(prefix.get())));
    }

    /** Behind every key that begins with the prefix, which is not all ones: no family of keys is. */
    public static byte[] endOf(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xff) {
            last--;
        }
        byte[] end = Arrays.copyOf(prefix, last + 1);
        end[last]++;
        return end;
    }

    /** Whether the key is one of these rows'. */
    public boolean contains(Bytes key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
    }
}
