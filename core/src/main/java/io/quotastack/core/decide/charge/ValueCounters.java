package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.account.TierCounter;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.metering.When;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Which counters of values of dimensions usage adds to, beside those of all units of a metric: whichever rule charges it, so
 * that a list that comes later counts what was charged before (CONTRACT 4). None for metrics without dimensions.
 */
final class ValueCounters {

    /** The most values that a customer may have counters of, of a metric in a month or a period. */
    static final long MOST_VALUES = 10_000;

    private record Place(String metricKey, String values) {}

    private final Map<Place, Long> units = new LinkedHashMap<>();

    /** Counts a line of at least a unit. */
    void add(Metric metric, DimensionValues values, long more) {
        if (metric.dimensions().isEmpty() || more == 0) {
            return;
        }
        for (When when : metric.counted(values)) {
            units.merge(new Place(metric.key(), when.counterKey()), more, Long::sum);
        }
    }

    /** What an entry notes of it. */
    List<CountedValues> counted() {
        if (units.isEmpty()) {
            return List.of();
        }
        List<CountedValues> counted = new ArrayList<>(units.size());
        units.forEach((place, more) -> counted.add(new CountedValues(place.metricKey(), place.values(), more)));
        return counted;
    }

    /** Why it must be refused: it would make counters of more values than a customer may have. */
    Optional<Problem> refusal(UnitCounters counters, Instant timestamp) {
        if (units.isEmpty()) {
            return Optional.empty();
        }
        Set<String> metricKeys = new HashSet<>();
        units.keySet().forEach(place -> metricKeys.add(place.metricKey()));
        for (TierPeriod period : counters.periods(timestamp)) {
            for (String metricKey : metricKeys) {
                long more = units.keySet().stream().filter(place -> place.metricKey().equals(metricKey)
                        && !counters.isThere(new TierCounter(metricKey, period, place.values()))).count();
                if (more > 0
                        && counters.units(TierCounter.numberOfValues(metricKey, period)) + more > MOST_VALUES) {
                    return Optional
                            .of(Problem.of(ProblemType.LIMIT_EXCEEDED, "a customer's usage of a metric has at most "
                                    + MOST_VALUES + " values of its dimensions in a month or a period"));
                }
            }
        }
        return Optional.empty();
    }
}
