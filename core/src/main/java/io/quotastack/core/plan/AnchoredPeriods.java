package io.quotastack.core.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Periods one after the other, without gap or overlap, all counted from one anchor (CONTRACT 9): the n-th begins n
 * cadences after the anchor, never a cadence after the one before. So months from Jan 31 begin on Feb 28 or 29, then on
 * Mar 31, and years from Feb 29 on Feb 28 until the next leap year.
 *
 * <p>All answers are computed, not counted up to: the cost does not depend on how far they lie. Times beyond
 * {@link Instant#MAX} fail with an ArithmeticException or a DateTimeException.
 *
 * @param anchor where period 0 begins; its time of day, in UTC, is that of all beginnings
 */
public record AnchoredPeriods(Anchor anchor, Cadence cadence) {

    private static final int MONTHS_OF_YEAR = 12;
    private static final int DAYS_OF_WEEK = 7;

    public AnchoredPeriods(Instant anchor, Cadence cadence) {
        this(Anchor.of(anchor), cadence);
    }

    /**
     * One of the periods: from start, inclusive, to end, exclusive.
     *
     * @param index 0, 1, 2 …
     */
    public record Period(long index, Instant start, Instant end) {}

    /** Where the period of that index begins, and the one before it ends; at least 0. */
    public Instant start(long index) {
        if (index < 0) {
            throw new IllegalArgumentException("there is no period " + index);
        }
        return point(index);
    }

    /** Where the period begins, those before the anchor included. */
    private Instant point(long index) {
        long turns = Math.multiplyExact(index, cadence.count());
        return switch (cadence.interval()) {
            case DAY -> anchor.at().plus(turns, ChronoUnit.DAYS);
            case WEEK -> anchor.at().plus(Math.multiplyExact(turns, DAYS_OF_WEEK), ChronoUnit.DAYS);
            case MONTH -> plusMonths(turns);
            case YEAR -> plusMonths(Math.multiplyExact(turns, MONTHS_OF_YEAR));
        };
    }

    public Period period(long index) {
        return new Period(index, start(index), start(Math.incrementExact(index)));
    }

    /** The period that the time is in; not before the anchor. */
    public Period at(Instant time) {
        return period(indexAt(time));
    }

    /** The index of the period that the time is in; not before the anchor. */
    long indexAt(Instant time) {
        if (time.isBefore(anchor.at())) {
            throw new IllegalArgumentException(time + " is before the first period, which begins at " + anchor.at());
        }
        return lastBy(time);
    }

    /** The index of the first beginning that is not before the time; 0 for times before the anchor. */
    public long indexNotBefore(Instant time) {
        return Math.max(0, firstFrom(time));
    }

    /** How many periods would begin from one time, inclusive, to another, exclusive, had there been periods for ever. */
    public long beginningsWithin(Instant from, Instant to) {
        return Math.max(0, firstFrom(to) - firstFrom(from));
    }

    /** The last beginning before a time, had there been periods for ever. */
    public Instant beginningBefore(Instant time) {
        return point(firstFrom(time) - 1);
    }

    private long firstFrom(Instant time) {
        long last = lastBy(time);
        return point(last).equals(time) ? last : last + 1;
    }

    /** The index of the last beginning by a time, below 0 before the anchor. */
    private long lastBy(Instant time) {
        return switch (cadence.interval()) {
            case DAY -> indexOfDays(time, cadence.count());
            case WEEK -> indexOfDays(time, (long) cadence.count() * DAYS_OF_WEEK);
            case MONTH -> indexOfMonths(time, cadence.count());
            case YEAR -> indexOfMonths(time, (long) cadence.count() * MONTHS_OF_YEAR);
        };
    }

    private long indexOfDays(Instant time, long daysOfPeriod) {
        long whole = Duration.between(anchor.at(), time).dividedBy(Duration.ofDays(daysOfPeriod));
        return anchor.at().plus(Math.multiplyExact(whole, daysOfPeriod), ChronoUnit.DAYS).isAfter(time)
                ? whole - 1
                : whole;
    }

    /**
     * A period begins in the very month that its count of months leads to. So the period that began last by the end of
     * the time's month is the one, unless it begins later in that month than the time.
     */
    private long indexOfMonths(Instant time, long monthsOfPeriod) {
        long index = Math.floorDiv(month(time) - month(anchor.at()), monthsOfPeriod);
        return point(index).isAfter(time) ? index - 1 : index;
    }

    private Instant plusMonths(long months) {
        LocalDateTime month = utc(anchor.at()).plusMonths(months);
        int day = Math.min(anchor.day(), month.toLocalDate().lengthOfMonth());
        return month.withDayOfMonth(day).toInstant(ZoneOffset.UTC);
    }

    private static long month(Instant time) {
        LocalDateTime local = utc(time);
        return (long) local.getYear() * MONTHS_OF_YEAR + local.getMonthValue();
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
