package io.quotastack.core.metering;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The UTC month whose charged units tiers of scope {@code month} count. Text form {@code 2026-11}, part of the key of a
 * tier counter.
 */
public record TierPeriod(String text) {

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    /** The month of an event's timestamp. */
    public static TierPeriod of(Instant timestamp) {
        return new TierPeriod(MONTH.format(timestamp));
    }

    @Override
    public String toString() {
        return text;
    }
}
