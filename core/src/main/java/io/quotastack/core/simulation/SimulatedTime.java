package io.quotastack.core.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** From an instant, inclusive, to another, exclusive: usage of that time is priced anew, by its timestamps. */
public record SimulatedTime(Instant from, Instant to) {

    /** The longest; it bounds how many months are counted. */
    public static final Duration LONGEST = Duration.ofDays(366);

    public SimulatedTime {
        if (!isOne(from, to)) {
            throw new IllegalArgumentException("no time to simulate: from " + from + " to " + to);
        }
    }

    /** Whether there is such a time, and it is not too long. */
    public static boolean isOne(Instant from, Instant to) {
        return from.isBefore(to) && !to.isAfter(from.plus(LONGEST));
    }

    public boolean has(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    /** The beginning of the UTC month that it begins in: prices that count months count from there. */
    Instant firstMonth() {
        return monthOf(from).toInstant();
    }

    /** The end of the UTC month that has its last instant, or of a later one. */
    Instant endOfLastMonth() {
        return monthOf(to).plusMonths(1).toInstant();
    }

    private static OffsetDateTime monthOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    }
}
