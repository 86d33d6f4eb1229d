package io.quotastack.core.plan;

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

    /** Whether one turn takes ten years at most, which all turns of plans do. */
    public boolean withinTenYears() {
        return count <= interval.inTenYears();
    }
}
