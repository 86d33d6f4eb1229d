package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.usage.UsageLine;

/**
 * A usage event in the words of its producer, whichever format it came in; nothing is checked yet.
 *
 * @param lines what was used, instead of metric and units; none of an event of one metric
 * @param source of a CloudEvent
 * @param faults of what could not be read as usage, so that the event can be refused where its tenant sees it
 */
record ReportedUsage(
        String eventId,
        String tenantId,
        String environment,
        Optional<String> externalCustomerId,
        Optional<String> customerId,
        String metricKey,
        long units,
        List<UsageLine> lines,
        Optional<Instant> timestamp,
        Map<String, String> metadata,
        Optional<String> source,
        List<FieldFault> faults) {}
