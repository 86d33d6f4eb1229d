package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;

/**
 * The data of {@code usage.refused}: the event, and why it was not charged.
 *
 * @param billableMetricKey null, with {@code units}, where the event is of lines
 * @param lines only where it is
 * @param problem the problem document
 */
public record RefusalEventView(
        String eventId,
        Optional<String> billableMetricKey,
        Optional<Long> units,
        Instant timestamp,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines,
        Map<String, String> metadata,
        Map<String, Object> problem) {

    public static RefusalEventView of(UsageEvent event, Instant timestamp, Map<String, Object> problem) {
        Optional<UsageLine> ofOneMetric = event.usage().ofOneMetric();
        return new RefusalEventView(event.eventId(), ofOneMetric.map(UsageLine::metricKey),
                ofOneMetric.map(UsageLine::units), timestamp, LineView.of(event.usage()), event.metadata(), problem);
    }
}
