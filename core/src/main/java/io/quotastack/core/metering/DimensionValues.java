package io.quotastack.core.metering;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an event says of its dimensions (CONTRACT 4): by the metadata of its line, else by its own; {@code ""} where neither
 * has the dimension.
 */
public record DimensionValues(Map<String, String> ofLine, Map<String, String> ofEvent) {

    /** Of an event that says nothing. */
    public static final DimensionValues NONE = of(Map.of());

    /** Of an event without lines. */
    public static DimensionValues of(Map<String, String> metadata) {
        return new DimensionValues(metadata, Map.of());
    }

    public String get(String name) {
        return ofLine.containsKey(name) ? ofLine.get(name) : ofEvent.getOrDefault(name, "");
    }

    List<String> get(List<String> names) {
        var values = new String[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(names.get(i));
        }
        return Arrays.asList(values);
    }
}
