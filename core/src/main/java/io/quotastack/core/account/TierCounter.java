package io.quotastack.core.account;

import java.util.Comparator;

import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.metering.When;

/**
 * Names a counter of a customer's charged units: of one metric in one period of the events' timestamps.
 *
 * @param values of which values of the metric's dimensions ({@link When#counterKey}); {@code ""}: all units of the metric
 */
public record TierCounter(String metricKey, TierPeriod period, String values) implements Comparable<TierCounter> {

    /** In place of values: how many counters of values there are beside it. */
    private static final String NUMBER = "#";

    private static final Comparator<TierCounter> ORDER = Comparator.comparing(TierCounter::metricKey)
            .thenComparing(counter -> counter.period().text()).thenComparing(TierCounter::values);

    /** Of all units of the metric. */
    public TierCounter(String metricKey, TierPeriod period) {
        this(metricKey, period, "");
    }

    /** Counts the counters of values of a metric in a period: one customer can make a bounded number. */
    public static TierCounter numberOfValues(String metricKey, TierPeriod period) {
        return new TierCounter(metricKey, period, NUMBER);
    }

    @Override
    public int compareTo(TierCounter other) {
        return ORDER.compare(this, other);
    }
}
