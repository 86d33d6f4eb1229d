package io.quotastack.core.account;

import java.util.Comparator;

import io.quotastack.core.metering.TierPeriod;

/** Names a counter of a customer's charged units: of one metric in one period of the events' timestamps. */
public record TierCounter(String metricKey, TierPeriod period) implements Comparable<TierCounter> {

    private static final Comparator<TierCounter> ORDER = Comparator.comparing(TierCounter::metricKey)
            .thenComparing(counter -> counter.period().text());

    @Override
    public int compareTo(TierCounter other) {
        return ORDER.compare(this, other);
    }
}
