package io.quotastack.metering.intake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.problem.FieldFault;

/**
 * What a CloudEvent counts for, by its {@code type} (CONTRACT 12).
 *
 * @param key the metric's; for a type that no metric has the type itself: a metric of that key may come to be
 * @param mapping how the data are read
 * @param unknown no metric has the type
 * @param fault of the type: events of it count for no metric
 */
record CountedMetric(String key, EventMapping mapping, boolean unknown, Optional<String> fault) {

    private static final String PLACE = "/billable_metric_key";
    private static final int LONGEST_TYPE = 255;

    static CountedMetric of(String type, EnvironmentConfig environment) {
        return environment.metricOfEventType(type)
                .map(metric -> new CountedMetric(metric.key(), metric.mapping(), false, Optional.empty()))
                .orElseGet(() -> new CountedMetric(type, EventMapping.NONE, true,
                        environment.metric(type).map(CountedMetric::ofAnotherType)));
    }

    private static String ofAnotherType(Metric metric) {
        return "is no event_type: that of the metric with this key is " + metric.eventType();
    }

    /** What is wrong with an event of it that uses so much. Lines name their metrics themselves, whatever the type. */
    List<FieldFault> faults(UsageData usage) {
        if (!usage.lines().isEmpty()) {
            return usage.faults();
        }
        if (fault.isPresent()) {
            return with(usage.faults(), fault.get());
        }
        return unknown && !usage.faults().isEmpty() && key.length() <= LONGEST_TYPE
                ? with(usage.faults(), "no metric has this event_type: the data are read as QuotaStack's own")
                : usage.faults();
    }

    private static List<FieldFault> with(List<FieldFault> faults, String fault) {
        return Stream.concat(Stream.of(FieldFault.at(PLACE, fault)), faults.stream()).toList();
    }
}
