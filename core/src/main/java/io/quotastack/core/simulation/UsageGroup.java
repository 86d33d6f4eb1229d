package io.quotastack.core.simulation;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Usage that is summed up together: of one metric, and of the same values of its dimensions.
 *
 * @param dimensions the values by name, of each dimension that the metric has; absent: all others, where there are too many
 *        to tell apart, or where the values are too long
 */
public record UsageGroup(String metricKey, Optional<SortedMap<String, String>> dimensions)
        implements Comparable<UsageGroup> {

    /** So many are told apart, of all metrics together. */
    static final int MOST = 2_000;

    /** Of the names and values of one, in characters: answers list all groups. */
    static final int LONGEST = 250;

    private static final Comparator<UsageGroup> ORDER = Comparator.comparing(UsageGroup::metricKey)
            .thenComparing(group -> group.dimensions.isEmpty()).thenComparing(UsageGroup::text);

    public UsageGroup {
        dimensions = dimensions.map(values -> Collections.unmodifiableSortedMap(new TreeMap<>(values)));
    }

    public static UsageGroup of(String metricKey, Map<String, String> dimensions) {
        int length = dimensions.entrySet().stream().mapToInt(pair -> pair.getKey().length() + pair.getValue().length())
                .sum();
        return new UsageGroup(metricKey,
                length > LONGEST ? Optional.empty() : Optional.of(new TreeMap<>(dimensions)));
    }

    /** Adds usage to a table of groups, which stays bounded: new groups of one that is full are told apart no more. */
    static void add(SortedMap<UsageGroup, SimulatedUsage> table, UsageGroup group, SimulatedUsage usage) {
        UsageGroup place = table.size() < MOST || table.containsKey(group)
                ? group
                : new UsageGroup(group.metricKey, Optional.empty());
        table.merge(place, usage, SimulatedUsage::plus);
    }

    /** Length before each text, so that no two groups have the same. */
    private String text() {
        var text = new StringBuilder();
        dimensions
                .ifPresent(values -> values.forEach((name, value) -> text.append(name.length()).append(':').append(name)
                        .append(value.length()).append(':').append(value)));
        return text.toString();
    }

    @Override
    public int compareTo(UsageGroup other) {
        return ORDER.compare(this, other);
    }
}
