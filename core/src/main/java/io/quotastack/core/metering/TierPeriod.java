package io.quotastack.core.metering;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What tier counters count by: a UTC month, for tiers of scope {@code month}, or a period of a subscription. Text form
 * {@code 2026-11} or {@code sub-1-1767225600000}, part of the key of a tier counter.
 */
public record TierPeriod(String text) {

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    /** The month of an event's timestamp. */
    public static TierPeriod of(Instant timestamp) {
        return new TierPeriod(MONTH.format(timestamp));
    }

    /** The period of a subscription that began then. */
    public static TierPeriod ofSubscription(long ordinal, Instant start) {
        return new TierPeriod("sub-" + ordinal + "-" + start.toEpochMilli());
    }

    @Override
    public String toString() {
        return text;
    }
}
