package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.archiveRule;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
import io.quotastack.core.problem.ProblemType;

/** Rules that charge nothing until they are activated (CONTRACT 4). */
class ShadowRulesTest {

    private static final PriceList BY_MODEL = PriceList.of(List.of(
            new PriceEntry(When.of(Map.of("model", "a")), new Price.PerUnit(2, 3, Scope.MONTH))));
    private static final Optional<RuleTarget> PRO = Optional.of(new RuleTarget.OfPlan("plan_pro"));

    private final ConfigScenario scenario = ConfigScenario.withMetric().at(day(10));

    private static ConfigCommand shadow(String id, Optional<Instant> effectiveAt) {
        return shadow(id, Optional.of(new Price.PerUnit(7)), PriceList.NONE, Optional.empty(), effectiveAt);
    }

    private static ConfigCommand shadow(String id, Optional<Price> price, PriceList prices,
            Optional<RuleTarget> customers, Optional<Instant> effectiveAt) {
        return new ConfigCommand.CreateRule(LIVE, id, "tokens", price, prices,
                Optional.of(new RuleTarget.Shadow(customers)), effectiveAt);
    }

    private static ConfigCommand activate(String shadowId, String id, Optional<Instant> effectiveAt) {
        return new ConfigCommand.ActivateRule(LIVE, shadowId, id, effectiveAt);
    }

    private static ConfigCommand dimensions(String... names) {
        return new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(Dimensions.of(List.of(names))));
    }

    private MeteringRule found(String id) {
        return scenario.config.environment(LIVE).rule(id).orElseThrow();
    }

    @Test
    void aShadowIsNeverInForce() {
        scenario.accepted(shadow("s1", Optional.empty()));

        assertThat(scenario.metricNamed("tokens").ruleInForceAt(day(10))).isEmpty();
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.at(day(11)).accepted(shadow("s2", Optional.empty()));
        assertThat(scenario.metricNamed("tokens").ruleInForceAt(day(12))).contains(found("r1"));
    }

    @Test
    void aShadowOfAPlanIsNotAskedEither() {
        scenario.accepted(ConfigScenario.plan("pro"));
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.accepted(shadow("s1", Optional.of(new Price.Flat(1)), PriceList.NONE, PRO, Optional.empty()));

        assertThat(scenario.metricNamed("tokens").ruleInForceAt(day(11),
                Optional.of(Subscribed.to("plan_pro", "var_any")))).contains(found("r1"));
        assertThat(scenario.metricNamed("tokens").rules().ofPlans()).isFalse();
        assertThat(scenario
                .refused(shadow("s2", Optional.of(new Price.Flat(1)), PriceList.NONE,
                        Optional.of(new RuleTarget.OfPlan("none")), Optional.empty()))
                .type()).isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void shadowsSucceedEachOtherAndNoOtherRules() {
        scenario.accepted(rule("r1", Optional.of(day(20))));
        scenario.accepted(shadow("s1", Optional.of(day(20))));

        assertThat(scenario.refused(shadow("s2", Optional.of(day(20)))).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.refused(shadow("s2", Optional.of(day(9)))).type())
                .isEqualTo(ProblemType.TIMESTAMP_OUT_OF_RANGE);
    }

    @Test
    void activatingMakesTheSamePricesARuleAndArchivesTheShadow() {
        scenario.accepted(ConfigScenario.plan("pro"));
        scenario.accepted(dimensions("model"));
        scenario.accepted(shadow("s1", Optional.of(new Price.Flat(1)), BY_MODEL, PRO, Optional.empty()));

        var made = (ConfigResult.RuleCreated) scenario.at(day(12)).accepted(activate("s1", "r1", Optional.of(day(15))));

        assertThat(made.rule()).isEqualTo(new MeteringRule("r1", "tokens", 2, Optional.of(new Price.Flat(1)), BY_MODEL,
                PRO, day(15), day(12), Optional.empty()));
        assertThat(found("r1")).isEqualTo(made.rule());
        assertThat(found("s1").archivedAt()).contains(day(12));
        assertThat(made.metric()).isEqualTo(scenario.metricNamed("tokens"));
    }

    @Test
    void aShadowIsActivatedNowOrLaterWhereNoOtherRuleTakesEffect() {
        scenario.accepted(rule("r1", Optional.of(day(20))));
        scenario.accepted(shadow("s1", Optional.empty()));

        assertThat(scenario.at(day(12)).refused(activate("s1", "r2", Optional.of(day(11)))).type())
                .isEqualTo(ProblemType.TIMESTAMP_OUT_OF_RANGE);
        assertThat(scenario.refused(activate("s1", "r2", Optional.of(day(20)))).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.refused(activate("r1", "r2", Optional.empty())).members())
                .containsEntry("resource", "metering_rule");
        scenario.accepted(activate("s1", "r2", Optional.empty()));
        assertThat(scenario.metricNamed("tokens").ruleInForceAt(day(13))).contains(found("r2"));
    }

    /** Units are not counted for shadows: what it would go by is not there. */
    @Test
    void aShadowThatCountsByFewerDimensionsThanThereAreIsOfNoUse() {
        scenario.accepted(dimensions("model"));
        scenario.accepted(shadow("s1", Optional.empty(), BY_MODEL, Optional.empty(), Optional.empty()));
        scenario.accepted(dimensions("model", "region"));

        assertThat(scenario.metricNamed("tokens").countsBy(List.of("model"))).isFalse();
        assertThat(scenario.refused(activate("s1", "r1", Optional.empty())).type())
                .isEqualTo(ProblemType.METRIC_NOT_PRICED);
    }

    @Test
    void anArchivedShadowKeepsNoDimension() {
        scenario.accepted(dimensions("model"));
        scenario.accepted(shadow("s1", Optional.empty(), BY_MODEL, Optional.empty(), Optional.empty()));

        assertThat(scenario.refused(dimensions("region")).type()).isEqualTo(ProblemType.INVALID_REQUEST);
        scenario.at(day(11)).accepted(archiveRule("s1"));
        scenario.accepted(dimensions("region"));
    }
}
