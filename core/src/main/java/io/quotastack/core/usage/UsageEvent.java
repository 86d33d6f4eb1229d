package io.quotastack.core.usage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant reports: so many units of a metric.
 *
 * @param eventId unique for the customer as long as the ledger is kept
 * @param units 0…10¹²
 * @param givenTimestamp as the tenant gave it; absent is a value of its own when contents are compared
 */
public record UsageEvent(String eventId, String metricKey, long units, Optional<Instant> givenTimestamp,
        Map<String, String> metadata) {

    public static final long MAX_UNITS = 1_000_000_000_000L;

    public UsageEvent {
        metadata = Map.copyOf(metadata);
    }
}
