package io.quotastack.schemas.json;

import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.simulation.UsageGroup;

/** Simulations of environments as clients see them (CONTRACT 4). */
public final class SimulationViews {

    private SimulationViews() {}

    /** What was asked. */
    public record JobView(
            String id,
            Instant from,
            Instant to,
            List<Map<String, Object>> rules,
            Instant createdAt,
            Optional<Instant> canceledAt) {}

    public static JobView job(SimulationJob job) {
        return new JobView(job.id(), job.time().from(), job.time().to(),
                job.rules().stream().map(SimulationViews::rule).toList(), job.createdAt(), job.canceledAt());
    }

    private static Map<String, Object> rule(Proposed rule) {
        var document = new LinkedHashMap<String, Object>();
        document.put("billable_metric_key", rule.metricKey());
        document.put("plan_id", RuleTarget.planId(rule.target()));
        document.put("plan_variant_id", RuleTarget.variantId(rule.target()));
        document.putAll(RuleJson.prices(rule.price(), rule.prices()));
        document.put("effective_at", rule.effectiveAt());
        return document;
    }

    /**
     * What was asked, and what came of it by now; costs in millicredits.
     *
     * @param customers with a ledger; null while they are counted
     * @param customersAffected of those done: whose cost is another now
     * @param customersOutOfCredits of those done: whose balance would have fallen below 0 in the time and did not
     */
    public record ResultView(
            String id,
            String status,
            Instant from,
            Instant to,
            List<Map<String, Object>> rules,
            Instant createdAt,
            Optional<Instant> canceledAt,
            Optional<Long> customers,
            long customersDone,
            long customersAffected,
            long customersOutOfCredits,
            BigInteger costThen,
            BigInteger costNow,
            BigInteger difference,
            List<UsageView> usage) {}

    /**
     * Usage of one metric and the same values of its dimensions.
     *
     * @param dimensions null: all others, where there are too many to tell apart
     * @param events charges not voided
     * @param unpricedEvents those of them that the proposed rules have no price for
     */
    public record UsageView(
            String billableMetricKey,
            Optional<SortedMap<String, String>> dimensions,
            BigInteger units,
            long events,
            long unpricedEvents,
            BigInteger costThen,
            BigInteger costNow,
            BigInteger difference) {

        static UsageView of(UsageGroup group, SimulatedUsage usage) {
            return new UsageView(group.metricKey(), group.dimensions(), usage.units(), usage.events(), usage.unpriced(),
                    usage.costThen(),
                    usage.costNow(), usage.difference());
        }
    }

    public static List<UsageView> usage(SortedMap<UsageGroup, SimulatedUsage> table) {
        return table.entrySet().stream().map(row -> UsageView.of(row.getKey(), row.getValue())).toList();
    }

    /**
     * The simulation with what came of it.
     *
     * @param part of all places together
     */
    public static ResultView result(SimulationJob job, SimulationPart part) {
        JobView asked = job(job);
        SimulatedUsage total = part.total();
        return new ResultView(asked.id(), status(job, part), asked.from(), asked.to(), asked.rules(),
                asked.createdAt(), asked.canceledAt(),
                part.counted() ? Optional.of(part.customers()) : Optional.empty(), part.done(), part.affected(),
                part.outOfCredits(), total.costThen(), total.costNow(), total.difference(), usage(part.usage()));
    }

    private static String status(SimulationJob job, SimulationPart part) {
        return job.canceledAt().isPresent()
                ? "canceled"
                : part.failed() ? "failed" : part.finished() ? "finished" : "running";
    }
}
