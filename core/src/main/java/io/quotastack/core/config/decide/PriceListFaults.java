package io.quotastack.core.config.decide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Whether a list of prices fits the dimensions of its metric as they stand (CONTRACT 4). */
public final class PriceListFaults {

    /** Of a list of nothing but faults not all are told: the answer would be many times as long. */
    static final int MOST_TOLD = 200;

    private PriceListFaults() {}

    /** An entry that names what is no dimension, or counts by values and does not name all of them. */
    public static Optional<Problem> of(PriceList prices, Dimensions dimensions) {
        return of(prices, dimensions, "/prices");
    }

    /**
     * The same of a list elsewhere in a body.
     *
     * @param pointer where the list stands
     */
    public static Optional<Problem> of(PriceList prices, Dimensions dimensions, String pointer) {
        return problem(all(prices, dimensions, names -> names.size() == dimensions.names().size(), pointer));
    }

    /** Units are not counted for shadow rules: when the metric has more dimensions since, there are no counts to go by. */
    public static Optional<Problem> ofShadow(MeteringRule shadow, Metric metric) {
        return of(shadow.prices(), metric.dimensions()).isPresent()
                ? Optional.of(Problem.of(ProblemType.METRIC_NOT_PRICED, "the shadow rule " + shadow.id()
                        + " counts by fewer dimensions than the billable metric has by now: make it anew"))
                : Optional.empty();
    }

    /** All faults together. */
    static Optional<Problem> problem(List<FieldFault> faults) {
        return faults.isEmpty() ? Optional.empty() : Optional.of(Problem.invalid(faults));
    }

    /**
     * As far as they are told.
     *
     * @param counted whether units are counted by the values of dimensions of these names
     */
    static List<FieldFault> all(PriceList prices, Dimensions dimensions, Predicate<List<String>> counted,
            String pointer) {
        Set<String> known = new HashSet<>(dimensions.names());
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < prices.entries().size() && faults.size() < MOST_TOLD; i++) {
            PriceEntry entry = prices.entries().get(i);
            List<String> names = entry.when().names();
            if (!known.containsAll(names)) {
                faults.add(FieldFault.at(pointer + "/" + i + "/when",
                        "must name dimensions of the metric: " + String.join(", ", dimensions.names())));
            } else if (entry.price().scope() != Scope.EVENT && !counted.test(names)) {
                faults.add(FieldFault.at(pointer + "/" + i + "/when",
                        "must name all dimensions of the metric, since the price"
                                + " counts a " + entry.price().scope().text()));
            }
        }
        return faults;
    }
}
