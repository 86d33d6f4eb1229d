package io.quotastack.core.text;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pairs of strings that a tenant hangs on things; at most 50 pairs and 8 KiB of UTF-8 (CONTRACT 1). */
public final class Metadata {

    private static final int MOST_PAIRS = 50;
    private static final int MOST_BYTES = 8 * 1024;

    private Metadata() {}

    /** A copy that never changes and is always walked along in the order of its keys, so that what is written of it is too. */
    public static Map<String, String> copyOf(Map<String, String> pairs) {
        return pairs.size() <= 1 ? Map.copyOf(pairs) : Collections.unmodifiableMap(new TreeMap<>(pairs));
    }

    /** What is wrong with the pairs, if anything is. */
    public static Optional<String> fault(Map<String, String> pairs) {
        if (pairs.size() > MOST_PAIRS) {
            return Optional.of("must have at most " + MOST_PAIRS + " pairs");
        }
        return bytes(pairs) > MOST_BYTES
                ? Optional.of("must have at most " + MOST_BYTES + " bytes of keys and values in UTF-8")
                : Optional.empty();
    }

    /** How many bytes of UTF-8 the keys and values have. */
    public static long bytes(Map<String, String> pairs) {
        long bytes = 0;
        for (var pair : pairs.entrySet()) {
            bytes += Texts.utf8Length(pair.getKey()) + Texts.utf8Length(pair.getValue());
        }
        return bytes;
    }
}
