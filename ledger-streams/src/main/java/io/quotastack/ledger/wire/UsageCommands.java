package io.quotastack.ledger.wire;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.internal.UsageEventRecord;
import io.quotastack.internal.UsageLineRecord;

/** Usage events, as commands in the topic have them, and back. */
final class UsageCommands {

    private UsageCommands() {}

    static UsageEventRecord toAvro(UsageEvent event) {
        Optional<UsageLine> ofOneMetric = event.usage().ofOneMetric();
        return new UsageEventRecord(event.eventId(), ofOneMetric.map(UsageLine::metricKey).orElse(null),
                ofOneMetric.map(UsageLine::units).orElse(null), CommandCodec.millis(event.givenTimestamp()),
                event.metadata(), event.source().orElse(null),
                ofOneMetric.isPresent() ? List.of() : toAvro(event.usage()));
    }

    static UsageEvent fromAvro(UsageEventRecord event) {
        UsageLines usage = event.getLines().isEmpty()
                ? UsageLines.of(event.getBillableMetricKey(), event.getUnits())
                : fromAvro(event.getLines());
        return new UsageEvent(event.getEventId(), usage, CommandCodec.time(event.getGivenTimestamp()),
                event.getMetadata(), Optional.ofNullable(event.getSource()));
    }

    static List<UsageLineRecord> toAvro(UsageLines usage) {
        return usage.all().stream()
                .map(line -> new UsageLineRecord(line.metricKey(), line.units(), line.metadata())).toList();
    }

    static UsageLines fromAvro(List<UsageLineRecord> lines) {
        return UsageLines.itemized(lines.stream().map(
                line -> new UsageLine(line.getBillableMetricKey(), line.getUnits(), line.getMetadata())).toList());
    }
}
