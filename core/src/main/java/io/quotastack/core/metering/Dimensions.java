package io.quotastack.core.metering;

import java.util.HashSet;
import java.util.List;

/**
 * The keys of an event's metadata by which prices of a metric differ (CONTRACT 4).
 *
 * @param names in the order in which they were given, each once
 */
public record Dimensions(List<String> names) {

    /** The most that a metric has. */
    public static final int MOST = 8;

    public static final Dimensions NONE = new Dimensions(List.of());

    public Dimensions {
        names = List.copyOf(names);
        if (names.size() > MOST || new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("more than " + MOST + " dimensions, or one of them twice: " + names);
        }
    }

    public static Dimensions of(List<String> names) {
        return names.isEmpty() ? NONE : new Dimensions(names);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** In the order of {@link When#names}. */
    List<String> sorted() {
        return names.stream().sorted().toList();
    }
}
