package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.PlanPatched;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Plans (CONTRACT 9). Only the newest version is kept: nothing refers to an older one. */
final class PlanDecisions {

    /** Each snapshot on each node has all of them. */
    static final int MOST_PLANS = 1_000;

    private PlanDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreatePlan command, Instant now) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(TenantDecisions.unknown(tenantEnvironment.tenantId()));
        }
        var plans = config.environment(tenantEnvironment).plans().plans();
        if (plans.containsKey(command.planId())
                || plans.values().stream().anyMatch(other -> other.key().equals(command.key()))) {
            return refused(Problem.of(ProblemType.ALREADY_EXISTS, "there is a plan " + command.key() + " already"));
        }
        if (plans.size() >= MOST_PLANS) {
            return refused(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "an environment has at most " + MOST_PLANS + " plans"));
        }
        var plan = new Plan(command.planId(), command.key(), 1, command.name(), command.description(),
                command.features(), now, now);
        return changed(new ConfigChange.PlanPut(tenantEnvironment, plan), new ConfigResult.PlanCreated(plan));
    }

    static ConfigDecision patch(Config config, ConfigCommand.PatchPlan command, Instant now) {
        Optional<Plan> found = config.environment(command.tenantEnvironment()).plan(command.planId());
        if (found.isEmpty()) {
            return refused(unknown(command.planId()));
        }
        Plan before = found.get();
        Plan after = before.revised(command.name().orElse(before.name()),
                command.description().orElse(before.description()), command.features().orElse(before.features()), now);
        var result = new PlanPatched(after);
        return after.equals(before)
                ? unchanged(result)
                : changed(new ConfigChange.PlanPut(command.tenantEnvironment(), after), result);
    }

    static Problem unknown(String planId) {
        return Problem.notFound("plan", "there is no plan " + planId);
    }
}
