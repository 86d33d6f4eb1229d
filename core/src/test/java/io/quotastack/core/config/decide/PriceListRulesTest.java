package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.archiveRule;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Rules with prices by dimension, and rules of plans and variants (CONTRACT 4). */
class PriceListRulesTest {

    private final ConfigScenario scenario = ConfigScenario.withMetric().at(day(10));

    @Test
    void aRuleHasAListInPlaceOfAPriceOrBesideIt() {
        dimensions("model", "direction");

        ConfigResult result = scenario.accepted(list("r1", entry(Scope.EVENT, "model", "large")));

        MeteringRule made = ((ConfigResult.RuleCreated) result).rule();
        assertThat(made.price()).isEmpty();
        assertThat(made.prices().entries()).containsExactly(entry(Scope.EVENT, "model", "large"));
        assertThat(scenario.metricNamed("tokens").ruleInForceAt(day(10))).hasValue(made);
    }

    @Test
    void entriesNameDimensionsOfTheMetricAndAllOfThemWhereTheyCount() {
        dimensions("model", "direction");

        Problem refused = scenario.refused(list("r1", entry(Scope.EVENT, "model", "large"),
                entry(Scope.EVENT, "colour", "red"), entry(Scope.MONTH, "model", "large"),
                entry(Scope.PERIOD, "model", "large", "direction", "input")));

        assertThat(refused.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(refused.errors()).extracting(FieldFault::name).containsExactly("/prices/1/when", "/prices/2/when");
    }

    @Test
    void ofManyFaultsTwoHundredAreTold() {
        List<PriceEntry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            entries.add(entry(Scope.EVENT, "colour", "c" + i));
        }

        assertThat(scenario.refused(list("r1", entries.toArray(PriceEntry[]::new))).errors()).hasSize(200);
    }

    @Test
    void aDimensionThatARuleNamesStays() {
        dimensions("model", "direction");
        scenario.accepted(list("r1", entry(Scope.EVENT, "model", "large")));
        scenario.at(day(11)).accepted(archiveRule("r1"));

        Problem refused = scenario.refused(patch(Dimensions.of(List.of("direction", "region"))));

        assertThat(refused.errors()).extracting(FieldFault::name).containsExactly("/dimensions");
        assertThat(refused.errors().getFirst().detail()).contains("model").doesNotContain("direction");
        dimensions("region", "model");
        assertThat(scenario.metricNamed("tokens").dimensions().names()).containsExactly("region", "model");
    }

    @Test
    void aDimensionThatOnlyAVanishedRuleNamedMayGo() {
        dimensions("model");
        scenario.accepted(list("r1", Optional.of(day(20)), entry(Scope.EVENT, "model", "large")));
        scenario.accepted(archiveRule("r1"));

        dimensions();

        assertThat(scenario.metricNamed("tokens").dimensions().isEmpty()).isTrue();
    }

    @Test
    void rulesOfPlansAndVariantsAreSuccessionsOfTheirOwn() {
        scenario.accepted(ConfigScenario.plan("pro"));
        scenario.accepted(ConfigScenario.variant("plan_pro", "monthly", VariantTerms.every(Interval.MONTH)));
        scenario.accepted(rule("all", Optional.empty()));
        scenario.accepted(ruleOf("plan", new RuleTarget.OfPlan("plan_pro")));
        scenario.accepted(ruleOf("variant", new RuleTarget.OfVariant("var_monthly")));

        assertThat(inForce("plan_pro", "var_monthly")).isEqualTo("variant");
        assertThat(inForce("plan_pro", "var_yearly")).isEqualTo("plan");
        assertThat(inForce("plan_free", "var_free")).isEqualTo("all");
        assertThat(scenario.refused(ruleOf("again", new RuleTarget.OfPlan("plan_pro"))).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.metricNamed("tokens").rules().all()).extracting(MeteringRule::version)
                .containsExactly(1, 2, 3);
    }

    @Test
    void unknownPlansAndVariantsAreNotFound() {
        assertThat(scenario.refused(ruleOf("r", new RuleTarget.OfPlan("plan_x"))).members())
                .containsEntry("resource", "plan");
        assertThat(scenario.refused(ruleOf("r", new RuleTarget.OfVariant("var_x"))).members())
                .containsEntry("resource", "plan_variant");
    }

    private String inForce(String planId, String variantId) {
        return scenario.metricNamed("tokens").ruleInForceAt(day(10), Optional.of(Subscribed.to(planId, variantId)))
                .orElseThrow().id();
    }

    private void dimensions(String... names) {
        scenario.accepted(patch(Dimensions.of(List.of(names))));
    }

    private static ConfigCommand patch(Dimensions dimensions) {
        return new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(dimensions));
    }

    private static ConfigCommand ruleOf(String id, RuleTarget target) {
        return new ConfigCommand.CreateRule(LIVE, id, "tokens", Optional.of(new Price.PerUnit(3)), PriceList.NONE,
                Optional.of(target), Optional.empty());
    }

    private static ConfigCommand list(String id, PriceEntry... entries) {
        return list(id, Optional.empty(), entries);
    }

    private static ConfigCommand list(String id, Optional<Instant> effectiveAt, PriceEntry... entries) {
        return new ConfigCommand.CreateRule(LIVE, id, "tokens", Optional.empty(), PriceList.of(List.of(entries)),
                Optional.empty(), effectiveAt);
    }

    private static PriceEntry entry(Scope scope, String name, String value) {
        return new PriceEntry(When.of(Map.of(name, value)), new Price.PerUnit(1, 1, scope));
    }

    private static PriceEntry entry(Scope scope, String name, String value, String other, String otherValue) {
        return new PriceEntry(When.of(Map.of(name, value, other, otherValue)), new Price.PerUnit(1, 1, scope));
    }
}
