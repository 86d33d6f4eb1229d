package io.quotastack.core.plan;

import java.time.Duration;

/**
 * Every so many days, weeks, months or years.
 *
 * @param count at least 1
 */
public record Cadence(Interval interval, int count) {

    public Cadence {
        if (count < 1) {
            throw new IllegalArgumentException("every " + count + " " + interval);
        }
    }

    /** How many turns that time has, about. */
    public long turnsIn(Duration time) {
        return time.toDays() * interval.inTenYears() / Interval.DAY.inTenYears() / count;
    }

    /** Whether one turn takes ten years at most, which all turns of plans do. */
    public boolean withinTenYears() {
        return count <= interval.inTenYears();
    }
}
