package io.quotastack.core.plan;

import java.util.Locale;

/** What periods are counted in: days of 24 hours, and months and years of the calendar in UTC. */
public enum Interval {
    DAY(3_650),
    WEEK(520),
    MONTH(120),
    YEAR(10);

    private final int inTenYears;

    Interval(int inTenYears) {
        this.inTenYears = inTenYears;
    }

    /** How many of them make ten years, leap days apart: the longest period there is. */
    public int inTenYears() {
        return inTenYears;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
