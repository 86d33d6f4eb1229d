package io.quotastack.core.config.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.simulation.ProposedRules.Proposed;

/** Whether rules that nobody made could price what they are proposed for (CONTRACT 4, simulations). */
public final class ProposedRulesFaults {

    private ProposedRulesFaults() {}

    /** The first metric, plan or variant that there is not; else all that is wrong with the lists, which stand in {@code /rules}. */
    public static Optional<Problem> of(List<Proposed> rules, EnvironmentConfig environment) {
        Optional<Problem> unknown = rules.stream().flatMap(rule -> unknown(rule, environment).stream()).findFirst();
        return unknown.isPresent() ? unknown : PriceListFaults.problem(ofLists(rules, environment));
    }

    private static Optional<Problem> unknown(Proposed rule, EnvironmentConfig environment) {
        return environment.metric(rule.metricKey()).isEmpty()
                ? Optional.of(MetricDecisions.unknown(rule.metricKey()))
                : RuleDecisions.unknownTarget(environment, rule.target());
    }

    private static List<FieldFault> ofLists(List<Proposed> rules, EnvironmentConfig environment) {
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < rules.size() && faults.size() < PriceListFaults.MOST_TOLD; i++) {
            Metric metric = environment.metric(rules.get(i).metricKey()).orElseThrow();
            faults.addAll(PriceListFaults.all(rules.get(i).prices(), metric.dimensions(), metric::countsBy,
                    "/rules/" + i + "/prices"));
        }
        return faults.subList(0, Math.min(faults.size(), PriceListFaults.MOST_TOLD));
    }
}
