package io.quotastack.core.metering;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which metric the CloudEvents of each type count for (CONTRACT 4). No two metrics that are not archived have one type.
 * A type of archived ones only is that of the one archived last: events from before then are still priced.
 *
 * @param metricKeys by the type of their events
 */
public record EventTypes(Map<String, String> metricKeys) {

    public EventTypes {
        metricKeys = Map.copyOf(metricKeys);
    }

    /** Those of all metrics of an environment. */
    public static EventTypes of(Collection<Metric> metrics) {
        Map<String, Metric> byType = new HashMap<>();
        metrics.forEach(metric -> byType.merge(metric.eventType(), metric, EventTypes::heir));
        Map<String, String> keys = new HashMap<>();
        byType.forEach((type, metric) -> keys.put(type, metric.key()));
        return new EventTypes(keys);
    }

    /** The key of the metric that such events count for. */
    public Optional<String> metricKey(String type) {
        return Optional.ofNullable(metricKeys.get(type));
    }

    private static Metric heir(Metric one, Metric other) {
        if (one.archivedAt().isEmpty() || other.archivedAt().isEmpty()) {
            return one.archivedAt().isEmpty() ? one : other;
        }
        return one.archivedAt().get().isBefore(other.archivedAt().get()) ? other : one;
    }
}
