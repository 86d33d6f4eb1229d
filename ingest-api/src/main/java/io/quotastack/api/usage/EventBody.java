package io.quotastack.api.usage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.usage.UsageEvent;

/** The fields of a usage event but its id (CONTRACT 5). An absent customer has named its fault. */
record EventBody(
        Optional<CustomerRef> customer,
        String metricKey,
        long units,
        Optional<Instant> timestamp,
        Map<String, String> metadata) {

    private static final FieldType<Long> UNITS = FieldTypes.integer(0, UsageEvent.MAX_UNITS);

    /** @param metricKeys what may stand as the metric's key */
    static EventBody read(Fields body, TenantEnvironment tenantEnvironment, FieldType<String> metricKeys) {
        return new EventBody(CustomerReader.required(body, tenantEnvironment),
                body.required("billable_metric_key", metricKeys),
                body.optional("units", UNITS).orElse(1L), body.optional("timestamp", FieldTypes.TIME),
                body.optional("metadata", FieldTypes.METADATA).orElse(Map.of()));
    }

    UsageEvent named(String eventId) {
        return new UsageEvent(eventId, metricKey, units, timestamp, metadata);
    }
}
