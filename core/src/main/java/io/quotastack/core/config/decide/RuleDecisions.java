package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.config.ConfigChange.RulePut;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.RuleArchived;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * The successions of a metric's prices, one for all customers and one for each plan and variant (CONTRACT 4): a rule comes
 * now or later, never for a time that events may have been priced for already, and each instant is one rule's only.
 */
final class RuleDecisions {

    private RuleDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateRule command, Instant now) {
        Optional<Metric> found = config.environment(command.tenantEnvironment()).metric(command.metricKey());
        if (found.isEmpty()) {
            return refused(MetricDecisions.unknown(command.metricKey()));
        }
        Metric metric = found.get();
        Instant effectiveAt = command.effectiveAt().orElse(now);
        Optional<Problem> fault = unknownTarget(config.environment(command.tenantEnvironment()), command.target())
                .or(() -> PriceListFaults.of(command.prices(), metric.dimensions()))
                .or(() -> faultOf(metric, command.target(), effectiveAt, now));
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        var rule = new MeteringRule(command.ruleId(), metric.key(), metric.rules().size() + 1, command.price(),
                command.prices(), command.target(), effectiveAt, now, Optional.empty());
        return changed(new RulePut(command.tenantEnvironment(), rule),
                new ConfigResult.RuleCreated(with(metric, rule), rule));
    }

    /** That there is no such plan or variant. */
    static Optional<Problem> unknownTarget(EnvironmentConfig environment, Optional<RuleTarget> of) {
        return of.flatMap(target -> switch (target) {
            case RuleTarget.OfPlan(String planId) -> environment.plan(planId).isPresent()
                    ? Optional.empty()
                    : Optional.of(PlanDecisions.unknown(planId));
            case RuleTarget.OfVariant(String variantId) -> environment.variant(variantId).isPresent()
                    ? Optional.empty()
                    : Optional.of(VariantDecisions.unknown(variantId));
            case RuleTarget.Shadow(Optional<RuleTarget> customers) -> unknownTarget(environment, customers);
        });
    }

    private static Optional<Problem> faultOf(Metric metric, Optional<RuleTarget> target, Instant effectiveAt,
            Instant now) {
        if (metric.archivedAt().isPresent()) {
            return Optional.of(Problem.of(ProblemType.METRIC_NOT_PRICED, "the billable metric " + metric.key()
                    + " is archived: it takes neither rules nor usage"));
        }
        if (effectiveAt.isBefore(now)) {
            return Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                    "effective_at " + effectiveAt + " is in the past"));
        }
        if (metric.rules().succession(target).stream().anyMatch(rule -> rule.effectiveAt().equals(effectiveAt))) {
            return Optional.of(Problem.of(ProblemType.ALREADY_EXISTS,
                    "another rule of " + metric.key() + " is effective at " + effectiveAt));
        }
        return Optional.empty();
    }

    static ConfigDecision archive(Config config, ConfigCommand.ArchiveRule command, Instant now) {
        EnvironmentConfig environment = config.environment(command.tenantEnvironment());
        Optional<MeteringRule> found = environment.rule(command.ruleId());
        if (found.isEmpty()) {
            return refused(Problem.notFound("metering_rule", "there is no metering rule " + command.ruleId()));
        }
        MeteringRule rule = found.get();
        Metric metric = environment.metric(rule.metricKey()).orElseThrow();
        if (rule.archivedAt().isPresent()) {
            return unchanged(new RuleArchived(metric, rule));
        }
        MeteringRule archived = rule.archived(now);
        return changed(new RulePut(command.tenantEnvironment(), archived),
                new RuleArchived(with(metric, archived), archived));
    }

    /** As if the shadow rule were made now, and were none; it has done its work then. */
    static ConfigDecision activate(Config config, ConfigCommand.ActivateRule command, Instant now) {
        EnvironmentConfig environment = config.environment(command.tenantEnvironment());
        Optional<MeteringRule> found = environment.rule(command.shadowId()).filter(MeteringRule::shadow);
        if (found.isEmpty()) {
            return refused(Problem.notFound("metering_rule", "there is no shadow rule " + command.shadowId()));
        }
        MeteringRule shadow = found.get();
        Metric metric = environment.metric(shadow.metricKey()).orElseThrow();
        Optional<RuleTarget> target = RuleTarget.customers(shadow.target());
        Instant effectiveAt = command.effectiveAt().orElse(now);
        Optional<Problem> fault = PriceListFaults.ofShadow(shadow, metric)
                .or(() -> faultOf(metric, target, effectiveAt, now));
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        var rule = new MeteringRule(command.ruleId(), metric.key(), metric.rules().size() + 1, shadow.price(),
                shadow.prices(), target, effectiveAt, now, Optional.empty());
        MeteringRule archived = shadow.archivedAt().isPresent() ? shadow : shadow.archived(now);
        return new ConfigDecision.Accepted(
                List.of(new RulePut(command.tenantEnvironment(), rule),
                        new RulePut(command.tenantEnvironment(), archived)),
                new ConfigResult.RuleCreated(with(metric, rule, archived), rule));
    }

    private static Metric with(Metric metric, MeteringRule... rules) {
        return metric.withRules(metric.rules().with(List.of(rules)));
    }
}
