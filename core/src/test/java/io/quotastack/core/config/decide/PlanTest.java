package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.NOWHERE;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.problem.ProblemType;

/** Plans and what they include (CONTRACT 9). */
class PlanTest {

    private static final SortedMap<String, Feature> FEATURES = new TreeMap<>(
            Map.of("sso", new Feature.Included(), "seats", new Feature.Quantity(BigDecimal.TEN)));

    private final ConfigScenario scenario = ConfigScenario.withTenant().at(day(10));

    @Test
    void aPlanBeginsAtVersionOne() {
        ConfigResult result = scenario.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro",
                Optional.of("All of it"), FEATURES));

        var made = new Plan("plan_pro", "pro", 1, "Pro", Optional.of("All of it"), FEATURES, day(10), day(10));
        assertThat(result).isEqualTo(new ConfigResult.PlanCreated(made));
        assertThat(scenario.config.environment(LIVE).plan("plan_pro")).hasValue(made);
        assertThat(scenario.config.environment(TEST).plan("plan_pro")).isEmpty();
    }

    @Test
    void aPatchMakesANewVersionOfWhatItNames() {
        scenario.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro", Optional.of("d"), FEATURES));

        scenario.at(day(11)).accepted(new ConfigCommand.PatchPlan(LIVE, "plan_pro", Optional.empty(),
                Optional.of(Optional.empty()), Optional.empty()));

        assertThat(scenario.config.environment(LIVE).plan("plan_pro"))
                .hasValue(new Plan("plan_pro", "pro", 2, "Pro", Optional.empty(), FEATURES, day(10), day(11)));
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        scenario.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro", Optional.empty(), FEATURES));

        assertThat(scenario.at(day(11)).changes(new ConfigCommand.PatchPlan(LIVE, "plan_pro", Optional.of("Pro"),
                Optional.of(Optional.empty()), Optional.of(FEATURES)))).isEmpty();
    }

    @Test
    void aKeyIsOnePlansOnly() {
        scenario.accepted(plan("pro"));

        assertThat(scenario.refused(new ConfigCommand.CreatePlan(LIVE, "plan_other", "pro", "P", Optional.empty(),
                FEATURES)).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        scenario.accepted(new ConfigCommand.CreatePlan(TEST, "plan_test", "pro", "P", Optional.empty(), FEATURES));
    }

    @Test
    void anEnvironmentHasABoundedNumberOfPlans() {
        for (int i = 0; i < PlanDecisions.MOST_PLANS; i++) {
            scenario.accepted(plan("p" + i));
        }

        assertThat(scenario.refused(plan("one-more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
    }

    @Test
    void unknownTenantsAndPlansAreNotFound() {
        assertThat(scenario.refused(new ConfigCommand.CreatePlan(NOWHERE, "plan_1", "one", "One", Optional.empty(),
                FEATURES)).members()).containsEntry("resource", "tenant");
        assertThat(scenario.refused(new ConfigCommand.PatchPlan(LIVE, "plan_none", Optional.of("N"), Optional.empty(),
                Optional.empty())).members()).containsEntry("resource", "plan");
    }
}
