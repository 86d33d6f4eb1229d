package io.quotastack.api.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.UsageTypes;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLines;

/** The fields of a usage event but its id (CONTRACT 5). An absent customer has named its fault. */
record EventBody(
        Optional<CustomerRef> customer,
        UsageLines usage,
        Optional<Instant> timestamp,
        Map<String, String> metadata) {

    private static final String UNITS = "units";

    /** @param metricKeys what may stand as the metric's key */
    static EventBody read(Fields body, TenantEnvironment tenantEnvironment, FieldType<String> metricKeys) {
        return new EventBody(CustomerReader.required(body, tenantEnvironment),
                usage(body, metricKeys), body.optional("timestamp", FieldTypes.TIME),
                body.optional("metadata", FieldTypes.METADATA).orElse(Map.of()));
    }

    /** Units of one metric, or lines. */
    private static UsageLines usage(Fields body, FieldType<String> metricKeys) {
        if (!body.has(UsageTypes.LINES)) {
            return UsageLines.of(body.required(UsageTypes.METRIC, metricKeys),
                    body.optional(UNITS, UsageTypes.UNITS).orElse(1L));
        }
        UsageLines lines = body.required(UsageTypes.LINES, UsageTypes.lines(metricKeys));
        for (String ofOneMetric : List.of(UsageTypes.METRIC, UNITS)) {
            if (body.has(ofOneMetric)) {
                body.leave(ofOneMetric).fault("must not stand beside lines, which say what was used");
            }
        }
        return lines;
    }

    UsageEvent named(String eventId) {
        return new UsageEvent(eventId, usage, timestamp, metadata, Optional.empty());
    }
}
