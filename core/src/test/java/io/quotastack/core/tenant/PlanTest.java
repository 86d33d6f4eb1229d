package io.quotastack.core.tenant;

import static io.quotastack.core.tenant.ConfigStory.LIVE;
import static io.quotastack.core.tenant.ConfigStory.NOWHERE;
import static io.quotastack.core.tenant.ConfigStory.TEST;
import static io.quotastack.core.tenant.ConfigStory.day;
import static io.quotastack.core.tenant.ConfigStory.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** Plans and what they include (CONTRACT 9). */
class PlanTest {

    private static final SortedMap<String, Feature> FEATURES = new TreeMap<>(
            Map.of("sso", new Feature.Included(), "seats", new Feature.Quantity(BigDecimal.TEN)));

    private final ConfigStory story = ConfigStory.withTenant().at(day(10));

    @Test
    void aPlanBeginsAtVersionOne() {
        ConfigResult result = story.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro",
                Optional.of("All of it"), FEATURES));

        var made = new Plan("plan_pro", "pro", 1, "Pro", Optional.of("All of it"), FEATURES, day(10), day(10));
        assertThat(result).isEqualTo(new ConfigResult.PlanCreated(made));
        assertThat(story.config.world(LIVE).plan("plan_pro")).hasValue(made);
        assertThat(story.config.world(TEST).plan("plan_pro")).isEmpty();
    }

    @Test
    void aPatchMakesANewVersionOfWhatItNames() {
        story.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro", Optional.of("d"), FEATURES));

        story.at(day(11)).accepted(new ConfigCommand.PatchPlan(LIVE, "plan_pro", Optional.empty(),
                Optional.of(Optional.empty()), Optional.empty()));

        assertThat(story.config.world(LIVE).plan("plan_pro"))
                .hasValue(new Plan("plan_pro", "pro", 2, "Pro", Optional.empty(), FEATURES, day(10), day(11)));
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        story.accepted(new ConfigCommand.CreatePlan(LIVE, "plan_pro", "pro", "Pro", Optional.empty(), FEATURES));

        assertThat(story.at(day(11)).changes(new ConfigCommand.PatchPlan(LIVE, "plan_pro", Optional.of("Pro"),
                Optional.of(Optional.empty()), Optional.of(FEATURES)))).isEmpty();
    }

    @Test
    void aKeyIsOnePlansOnly() {
        story.accepted(plan("pro"));

        assertThat(story.refused(new ConfigCommand.CreatePlan(LIVE, "plan_other", "pro", "P", Optional.empty(),
                FEATURES)).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        story.accepted(new ConfigCommand.CreatePlan(TEST, "plan_test", "pro", "P", Optional.empty(), FEATURES));
    }

    @Test
    void anEnvironmentHasABoundedNumberOfPlans() {
        for (int i = 0; i < PlanDecisions.MOST_PLANS; i++) {
            story.accepted(plan("p" + i));
        }

        assertThat(story.refused(plan("one-more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
    }

    @Test
    void unknownTenantsAndPlansAreNotFound() {
        assertThat(story.refused(new ConfigCommand.CreatePlan(NOWHERE, "plan_1", "one", "One", Optional.empty(),
                FEATURES)).members()).containsEntry("resource", "tenant");
        assertThat(story.refused(new ConfigCommand.PatchPlan(LIVE, "plan_none", Optional.of("N"), Optional.empty(),
                Optional.empty())).members()).containsEntry("resource", "plan");
    }
}
