package io.quotastack.platform.store;

import java.util.Arrays;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.gateway.list.SortKey;

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

    /** The place of a row in the list that these rows are, by their keys: what its key has behind the prefix. */
    public SortKey place(Bytes key) {
        return SortKey.of(Arrays.copyOfRange(key.get(), from.get().length, key.get().length));
    }

    /** Where the rows behind that place begin. */
    public Bytes behind(SortKey place) {
        byte[] prefix = from.get();
        byte[] rest = place.bytes();
        // One byte more, of 0: the first of all keys that are behind.
        byte[] key = Arrays.copyOf(prefix, prefix.length + rest.length + 1);
        System.arraycopy(rest, 0, key, prefix.length, rest.length);
        return Bytes.wrap(key);
    }

    /** Whether the key is one of these rows'. */
    public boolean contains(Bytes key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
    }
}
