package io.quotastack.core.usage;

import java.util.Map;

import io.quotastack.core.text.Metadata;

/**
 * So many units of a metric, as one part of what is charged or held together.
 *
 * @param units 0…10¹²
 * @param metadata of the line alone; what it lacks, the metadata of the event or hold say
 */
public record UsageLine(String metricKey, long units, Map<String, String> metadata) {

    public UsageLine {
        metadata = Metadata.copyOf(metadata);
    }
}
