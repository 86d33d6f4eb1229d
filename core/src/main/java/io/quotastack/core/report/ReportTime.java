package io.quotastack.core.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The days, in UTC, that a report is about, cut into buckets.
 *
 * @param from the first day; of whole months the first of its month
 * @param to the first day that it is not about any more; of whole months the first of its month
 */
public record ReportTime(LocalDate from, LocalDate to, Step step) {

    /** Of days more than a year, of months more than a generation. */
    public static final int MOST_BUCKETS = 400;

    /** How long a bucket is. */
    public enum Step {
        DAY,
        MONTH;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ReportTime {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a report of no time: " + from + " to " + to);
        }
        if (step == Step.MONTH && (from.getDayOfMonth() != 1 || to.getDayOfMonth() != 1)) {
            throw new IllegalArgumentException("not whole months: " + from + " to " + to);
        }
    }

    /** The shortest time of whole buckets with all of these days in it. */
    public static ReportTime covering(LocalDate from, LocalDate to, Step step) {
        return switch (step) {
            case DAY -> new ReportTime(from, to, step);
            case MONTH -> new ReportTime(from.withDayOfMonth(1),
                    YearMonth.from(to.minusDays(1)).plusMonths(1).atDay(1), step);
        };
    }

    /** How many buckets, without making them. */
    public long size() {
        return switch (step) {
            case DAY -> to.toEpochDay() - from.toEpochDay();
            case MONTH -> monthOf(to) - monthOf(from);
        };
    }

    /** The first days of the buckets. */
    public List<LocalDate> buckets() {
        var buckets = new ArrayList<LocalDate>();
        for (LocalDate start = from; start.isBefore(to); start = endOf(start)) {
            buckets.add(start);
        }
        return buckets;
    }

    /** The first day after the bucket that begins then. */
    public LocalDate endOf(LocalDate bucket) {
        return switch (step) {
            case DAY -> bucket.plusDays(1);
            case MONTH -> bucket.plusMonths(1);
        };
    }

    /** The month of a day, counted from the year 0. */
    public static long monthOf(LocalDate day) {
        return day.getYear() * 12L + day.getMonthValue() - 1;
    }

    /** The first day of a month so counted. */
    public static LocalDate startOfMonth(long month) {
        return LocalDate.of((int) Math.floorDiv(month, 12L), (int) Math.floorMod(month, 12L) + 1, 1);
    }
}
