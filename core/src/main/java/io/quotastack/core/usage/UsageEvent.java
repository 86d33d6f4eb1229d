package io.quotastack.core.usage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.text.Metadata;

/**
 * What a tenant reports: so many units of a metric, or lines of several metrics that are charged as one.
 *
 * @param eventId unique for the customer as long as the ledger is kept
 * @param givenTimestamp as the tenant gave it; absent is a value of its own when contents are compared
 * @param metadata of the event; lines may have their own
 * @param source who made it, when the form it came in has a word for that (CloudEvents); absent is a value of its
 *        own too
 */
public record UsageEvent(
        String eventId,
        UsageLines usage,
        Optional<Instant> givenTimestamp,
        Map<String, String> metadata,
        Optional<String> source) {

    /** The most units of a metric that one event may have, in all of its lines together. */
    public static final long MAX_UNITS = 1_000_000_000_000L;

    public UsageEvent {
        metadata = Metadata.copyOf(metadata);
    }

    /** Units of one metric. */
    public UsageEvent(String eventId, String metricKey, long units, Optional<Instant> givenTimestamp,
            Map<String, String> metadata, Optional<String> source) {
        this(eventId, UsageLines.of(metricKey, units), givenTimestamp, metadata, source);
    }

    /** Units of one metric, by an event that names no source. */
    public UsageEvent(String eventId, String metricKey, long units, Optional<Instant> givenTimestamp,
            Map<String, String> metadata) {
        this(eventId, metricKey, units, givenTimestamp, metadata, Optional.empty());
    }
}
