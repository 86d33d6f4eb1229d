package io.quotastack.core.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * From where periods or points are counted: an instant, and the day of the month that months counted from it keep. Where the
 * instant is the last day of a month, that day may be a later one than its own: the 31st stays the 31st though a pause moved
 * the anchor into February (CONTRACT 9).
 *
 * @param day 1…31; that of the instant in UTC, or a later one
 */
public record Anchor(Instant at, int day) {

    public Anchor {
        LocalDate date = dateOf(at);
        boolean later = day > date.getDayOfMonth() && day <= 31 && lastOfMonth(date);
        if (day != date.getDayOfMonth() && !later) {
            throw new IllegalArgumentException("day " + day + " of months counted from " + at);
        }
    }

    public static Anchor of(Instant at) {
        return new Anchor(at, dateOf(at).getDayOfMonth());
    }

    /** A pause moved it to another instant. */
    public Anchor movedTo(Instant elsewhere) {
        LocalDate date = dateOf(elsewhere);
        return new Anchor(elsewhere, lastOfMonth(date) ? Math.max(day, date.getDayOfMonth()) : date.getDayOfMonth());
    }

    private static boolean lastOfMonth(LocalDate date) {
        return date.getDayOfMonth() == date.lengthOfMonth();
    }

    private static LocalDate dateOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
