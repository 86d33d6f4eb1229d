package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a simulation says of one customer.
 *
 * @param usage of all metrics that were used, repriced or not
 * @param ranOutAt the first instant of the time at whose end the balance was below 0
 * @param wouldRunOutAt the same of the balance less what would have been charged more by then
 */
public record SimulatedCustomer(
        SortedMap<UsageGroup, SimulatedUsage> usage,
        Optional<Instant> ranOutAt,
        Optional<Instant> wouldRunOutAt) {

    public SimulatedCustomer {
        usage = Collections.unmodifiableSortedMap(new TreeMap<>(usage));
    }

    /** Of all metrics together. */
    public SimulatedUsage total() {
        return usage.values().stream().reduce(SimulatedUsage.NONE, SimulatedUsage::plus);
    }
}
