package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.Map;

/**
 * The data of {@code usage.refused}: the event, and why it was not charged.
 *
 * @param problem the problem document
 */
public record RefusalEventView(
        String eventId,
        String billableMetricKey,
        long units,
        Instant timestamp,
        Map<String, String> metadata,
        Map<String, Object> problem) {}
