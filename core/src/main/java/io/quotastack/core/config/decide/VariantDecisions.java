package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.config.ConfigChange.VariantPut;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.VariantPatched;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.TermsFault;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Variants of plans (CONTRACT 9). A patch makes a further version and leaves the earlier ones as they are, for the
 * subscriptions that started with them. Fallbacks name a variant, not a version, so the newest versions must make no
 * circle.
 */
final class VariantDecisions {

    /** Each snapshot on each node has all versions of all variants of an environment. */
    static final int MOST_VERSIONS = 10_000;

    private VariantDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateVariant command, Instant now) {
        EnvironmentConfig environmentConfig = config.environment(command.tenantEnvironment());
        if (environmentConfig.plan(command.planId()).isEmpty()) {
            return refused(PlanDecisions.unknown(command.planId()));
        }
        Optional<Problem> fault = faultOf(environmentConfig, command.variantId(), command.terms());
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        if (environmentConfig.variant(command.variantId()).isPresent()
                || environmentConfig.plans().variantsOf(command.planId()).stream()
                        .anyMatch(other -> other.key().equals(command.key()))) {
            return refused(Problem.of(ProblemType.ALREADY_EXISTS,
                    "the plan has a variant " + command.key() + " already"));
        }
        if (full(environmentConfig)) {
            return refused(limitExceeded());
        }
        var variant = new PlanVariant(command.variantId(), command.planId(), command.key(), 1, command.terms(), now,
                now);
        return changed(new VariantPut(command.tenantEnvironment(), variant), new ConfigResult.VariantCreated(variant));
    }

    static ConfigDecision patch(Config config, ConfigCommand.PatchVariant command, Instant now) {
        EnvironmentConfig environmentConfig = config.environment(command.tenantEnvironment());
        if (environmentConfig.plan(command.planId()).isEmpty()) {
            return refused(PlanDecisions.unknown(command.planId()));
        }
        Optional<PlanVariant> found = environmentConfig.variant(command.variantId())
                .filter(variant -> variant.planId().equals(command.planId()));
        if (found.isEmpty()) {
            return refused(unknown(command.variantId()));
        }
        PlanVariant before = found.get();
        VariantTerms terms = command.patch().on(before.terms());
        Optional<Problem> fault = faultOf(environmentConfig, before.id(), terms);
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        if (terms.equals(before.terms())) {
            return unchanged(new VariantPatched(before));
        }
        if (full(environmentConfig)) {
            return refused(limitExceeded());
        }
        PlanVariant after = before.revised(terms, now);
        return changed(new VariantPut(command.tenantEnvironment(), after), new VariantPatched(after));
    }

    /** What keeps the variant from having the terms: first what is wrong with them, then what they name in vain. */
    private static Optional<Problem> faultOf(EnvironmentConfig environmentConfig, String variantId,
            VariantTerms terms) {
        List<TermsFault> faults = TermsFault.of(terms);
        if (!faults.isEmpty()) {
            return Optional.of(Problem.invalid(
                    faults.stream().map(fault -> FieldFault.at(fault.pointer(), fault.detail())).toList()));
        }
        if (terms.fallbackVariantId().isPresent()) {
            Optional<Problem> fault = faultOfFallback(environmentConfig, variantId, terms.fallbackVariantId().get());
            if (fault.isPresent()) {
                return fault;
            }
        }
        Stream<String> capped = terms.caps().stream().flatMap(List::stream).map(UsageCap::metricKey);
        List<String> unknown = Stream.concat(terms.metrics().stream().flatMap(Set::stream), capped).distinct()
                .filter(metricKey -> environmentConfig.metric(metricKey).isEmpty()).toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of(MetricDecisions.unknown(String.join(", ", unknown)));
    }

    private static Optional<Problem> faultOfFallback(EnvironmentConfig environmentConfig, String variantId,
            String fallbackId) {
        if (fallbackId.equals(variantId)
                || environmentConfig.plans().fallbacksFrom(fallbackId).stream()
                        .anyMatch(other -> other.id().equals(variantId))) {
            return Optional.of(Problem.invalid(
                    List.of(FieldFault.at("/fallback_variant_id", "must not lead back to the variant itself"))));
        }
        return environmentConfig.variant(fallbackId).isEmpty() ? Optional.of(unknown(fallbackId)) : Optional.empty();
    }

    private static boolean full(EnvironmentConfig environmentConfig) {
        return environmentConfig.plans().variants().size() >= MOST_VERSIONS;
    }

    private static Problem limitExceeded() {
        return Problem.of(ProblemType.LIMIT_EXCEEDED, "an environment has at most " + MOST_VERSIONS
                + " versions of variants, all of their plans together");
    }

    static Problem unknown(String variantId) {
        return Problem.notFound("plan_variant", "there is no such variant of a plan: " + variantId);
    }
}
