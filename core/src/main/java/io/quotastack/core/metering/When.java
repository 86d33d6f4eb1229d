package io.quotastack.core.metering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.digest.Sha256;

/**
 * Values of some dimensions: what an entry of a price list is for (CONTRACT 4, {@code when}).
 *
 * @param names of the dimensions, ascending; at least one
 * @param values of each, in the order of the names
 */
public record When(List<String> names, List<String> values) {

    private static final int BYTES_OF_A_KEY = 16;

    public When {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.isEmpty() || names.size() > Dimensions.MOST || names.size() != values.size()) {
            throw new IllegalArgumentException("no values of 1 to " + Dimensions.MOST + " dimensions: " + names);
        }
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i).compareTo(names.get(i - 1)) <= 0) {
                throw new IllegalArgumentException("names not ascending: " + names);
            }
        }
    }

    public static When of(Map<String, String> pairs) {
        var sorted = new TreeMap<>(pairs);
        return new When(List.copyOf(sorted.keySet()), List.copyOf(sorted.values()));
    }

    /** The values that an event has of these dimensions, which are ascending. */
    static When of(List<String> names, DimensionValues values) {
        return new When(names, values.get(names));
    }

    public SortedMap<String, String> pairs() {
        var pairs = new TreeMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            pairs.put(names.get(i), values.get(i));
        }
        return Collections.unmodifiableSortedMap(pairs);
    }

    /** Whether an event has all of these values. */
    public boolean matches(DimensionValues event) {
        for (int i = 0; i < names.size(); i++) {
            if (!values.get(i).equals(event.get(names.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Names a counter of these values: 32 hex digits, however long the values are. Two that differ in a name or a value have
     * keys that differ, as far as 128 bits of SHA-256 tell.
     */
    public String counterKey() {
        MessageDigest digest = Sha256.digest();
        for (int i = 0; i < names.size(); i++) {
            put(digest, names.get(i));
            put(digest, values.get(i));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES_OF_A_KEY);
    }

    /** Behind its length, so that no two lists of texts are the same bytes. */
    private static void put(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
