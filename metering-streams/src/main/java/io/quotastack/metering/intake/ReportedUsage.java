package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A usage event in the words of its producer, whichever format it came in; nothing is checked yet. */
record ReportedUsage(String eventId, String tenantId, String environment, Optional<String> externalCustomerId,
        Optional<String> customerId, String metricKey, long units, Optional<Instant> timestamp,
        Map<String, String> metadata) {}
