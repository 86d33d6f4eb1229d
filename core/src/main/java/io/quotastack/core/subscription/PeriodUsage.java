package io.quotastack.core.subscription;

/**
 * What was used of one metric in the running period of a postpaid subscription, by {@code occurred_at}: charges less
 * refunds, each in exactly one period (CONTRACT 9).
 *
 * @param units refunds of older charges can make it negative
 * @param cost millicredits, likewise
 */
public record PeriodUsage(long units, long cost) {

    public static final PeriodUsage NONE = new PeriodUsage(0, 0);

    public PeriodUsage plus(long moreUnits, long moreCost) {
        return new PeriodUsage(Math.addExact(units, moreUnits), Math.addExact(cost, moreCost));
    }
}
