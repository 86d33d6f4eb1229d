package io.quotastack.core.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Usage with its prices: of one metric, or line by line in the order in which the lines were given.
 *
 * @param itemized it was given as lines, and is answered as lines, be it one line only
 */
public record PricedUsage(List<PricedLine> lines, boolean itemized) {

    public PricedUsage {
        lines = List.copyOf(lines);
        if (lines.isEmpty() || (!itemized && lines.size() > 1)) {
            throw new IllegalArgumentException(lines.size() + " lines" + (itemized ? "" : " of one metric"));
        }
    }

    /** Usage of one metric. */
    public static PricedUsage of(String metricKey, String ruleId, long units, long cost) {
        return new PricedUsage(List.of(new PricedLine(metricKey, ruleId, units, cost, Map.of())), false);
    }

    /** The usage of one metric, unless it was given as lines. */
    public Optional<PricedLine> ofOneMetric() {
        return itemized ? Optional.empty() : Optional.of(lines.getFirst());
    }

    /** The lines where it was given as lines, else none. */
    public List<PricedLine> items() {
        return itemized ? lines : List.of();
    }
}
