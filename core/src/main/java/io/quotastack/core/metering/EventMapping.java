package io.quotastack.core.metering;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.text.JsonPointer;

/**
 * How CloudEvents are read that count for a metric (CONTRACT 4, 12).
 *
 * @param type the events' {@code type}; none: the metric's key
 * @param units where the units stand in an event's data, which are the producer's then; none: the data are ours
 * @param dimensions where the values of dimensions stand in such data, by the names of dimensions of the metric; none
 *     without {@code units}
 */
public record EventMapping(
        Optional<String> type,
        Optional<JsonPointer> units,
        SortedMap<String, JsonPointer> dimensions) {

    /** Of a metric whose events are ours and of its key. */
    public static final EventMapping NONE = new EventMapping(Optional.empty(), Optional.empty(),
            Collections.emptySortedMap());

    public EventMapping {
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }
}
