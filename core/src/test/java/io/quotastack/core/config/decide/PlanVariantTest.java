package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Patch;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Variants of plans, their versions and fallbacks (CONTRACT 9). */
class PlanVariantTest {

    private static final VariantTerms MONTHLY = VariantTerms.every(Interval.MONTH);

    private final ConfigScenario scenario = ConfigScenario.withMetric().at(day(10));

    @BeforeEach
    void aPlanWithAVariant() {
        scenario.accepted(plan("pro"));
        scenario.accepted(variant("monthly", MONTHLY));
    }

    @Test
    void aVariantBeginsAtVersionOne() {
        var made = new PlanVariant("var_monthly", "plan_pro", "monthly", 1, MONTHLY, day(10), day(10));

        assertThat(scenario.config.environment(LIVE).variant("var_monthly")).hasValue(made);
        assertThat(scenario.config.environment(LIVE).variantVersion("var_monthly", 1)).hasValue(made);
        assertThat(scenario.config.environment(TEST).variant("var_monthly")).isEmpty();
    }

    @Test
    void aPatchMakesANewVersionAndLeavesTheEarlierOnesAsTheyWere() {
        scenario.at(day(11)).accepted(patch("monthly", Patch.of().trialDays(7)));
        scenario.at(day(12)).accepted(patch("monthly", Patch.of().trialDays(14)));

        var tenantEnvironment = scenario.config.environment(LIVE);
        assertThat(tenantEnvironment.variantVersion("var_monthly", 1).orElseThrow().terms()).isEqualTo(MONTHLY);
        assertThat(tenantEnvironment.variantVersion("var_monthly", 2).orElseThrow().terms().trialDays()).isEqualTo(7);
        assertThat(tenantEnvironment.variant("var_monthly"))
                .hasValue(new PlanVariant("var_monthly", "plan_pro", "monthly", 3,
                        Patch.of().trialDays(14).on(MONTHLY), day(10), day(12)));
        assertThat(tenantEnvironment.variantVersion("var_monthly", 4)).isEmpty();
        assertThat(tenantEnvironment.plans().variantsOf("plan_pro")).extracting(PlanVariant::version)
                .containsExactly(3);
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        assertThat(scenario.changes(patch("monthly", Patch.of().trialDays(0)))).isEmpty();
    }

    @Test
    void variantsWhoseIdsBeginAlikeAreNotMixedUp() {
        scenario.accepted(variant("monthly2", MONTHLY));
        scenario.accepted(variant("month", MONTHLY));

        var tenantEnvironment = scenario.config.environment(LIVE);
        assertThat(tenantEnvironment.variant("var_monthly").orElseThrow().key()).isEqualTo("monthly");
        assertThat(tenantEnvironment.variant("var_month").orElseThrow().key()).isEqualTo("month");
        assertThat(tenantEnvironment.variant("var_m")).isEmpty();
        assertThat(tenantEnvironment.variant("var_z")).isEmpty();
    }

    @Test
    void aPatchMustFitWhatItChanges() {
        scenario.accepted(variant("priced", Patch.of().price(990).currency("EUR").on(MONTHLY)));

        assertThat(faults(patch("monthly", Patch.of().price(990)))).containsExactly("/currency");
        assertThat(faults(patch("priced", Patch.of().noPrice()))).containsExactly("/price");
        assertThat(faults(patch("priced", Patch.of().period(Interval.YEAR, 11).noPrice())))
                .containsExactly("/price", "/interval_count");
        scenario.accepted(patch("priced", Patch.of().price(0)));
    }

    @Test
    void aContractEndsWithinAHundredYears() {
        VariantTerms yearly = VariantTerms.every(Interval.YEAR);
        scenario.accepted(variant("century", Patch.of().contract(100).on(yearly)));

        assertThat(faults(variant("longer", Patch.of().contract(101).on(yearly)))).containsExactly("/contract/periods");
        assertThat(faults(patch("century", Patch.of().period(Interval.YEAR, 2)))).containsExactly("/contract/periods");
    }

    @Test
    void aVariantMayBeLimitedToMetricsThatAreThere() {
        scenario.accepted(variant("limited", Patch.of().metrics("tokens").on(MONTHLY)));

        VariantTerms limited = scenario.config.environment(LIVE).variant("var_limited").orElseThrow().terms();
        assertThat(limited.includes("tokens")).isTrue();
        assertThat(limited.includes("pages")).isFalse();
        assertThat(MONTHLY.includes("pages")).isTrue();
        Problem problem = scenario.refused(patch("monthly", Patch.of().metrics("tokens", "pages", "calls")));
        assertThat(problem.members()).containsEntry("resource", "billable_metric");
        assertThat(problem.detail()).contains("calls, pages").doesNotContain("tokens");
    }

    @Test
    void aFallbackIsAnotherVariantOfAnyPlan() {
        scenario.accepted(plan("free"));
        scenario.accepted(new ConfigCommand.CreateVariant(LIVE, "plan_free", "var_free", "free", MONTHLY));
        scenario.accepted(patch("monthly", Patch.of().fallback("var_free")));

        assertThat(scenario.config.environment(LIVE).plans().fallbacksFrom("var_monthly")).extracting(PlanVariant::key)
                .containsExactly("monthly", "free");
        assertThat(scenario.refused(patch("monthly", Patch.of().fallback("var_none"))).members())
                .containsEntry("resource", "plan_variant");
    }

    @Test
    void fallbacksLeadBackToNone() {
        scenario.accepted(variant("b", Patch.of().fallback("var_monthly").on(MONTHLY)));
        scenario.accepted(variant("c", Patch.of().fallback("var_b").on(MONTHLY)));

        assertThat(faults(patch("monthly", Patch.of().fallback("var_monthly"))))
                .containsExactly("/fallback_variant_id");
        assertThat(faults(patch("monthly", Patch.of().fallback("var_c")))).containsExactly("/fallback_variant_id");
        assertThat(faults(variant("d", Patch.of().fallback("var_d").on(MONTHLY))))
                .containsExactly("/fallback_variant_id");
    }

    @Test
    void aKeyIsOneVariantsOfItsPlan() {
        scenario.accepted(plan("free"));
        scenario.accepted(new ConfigCommand.CreateVariant(LIVE, "plan_free", "var_free", "monthly", MONTHLY));

        assertThat(scenario.refused(new ConfigCommand.CreateVariant(LIVE, "plan_pro", "var_other", "monthly", MONTHLY))
                .type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void aVariantIsFoundUnderItsPlanOnly() {
        scenario.accepted(plan("free"));

        assertThat(scenario.refused(new ConfigCommand.PatchVariant(LIVE, "plan_free", "var_monthly",
                Patch.of().trialDays(1).made())).members()).containsEntry("resource", "plan_variant");
        assertThat(scenario.refused(new ConfigCommand.PatchVariant(LIVE, "plan_none", "var_monthly",
                Patch.of().trialDays(1).made())).members()).containsEntry("resource", "plan");
        assertThat(scenario.refused(new ConfigCommand.CreateVariant(TEST, "plan_pro", "var_x", "x", MONTHLY)).members())
                .containsEntry("resource", "plan");
    }

    @Test
    void invalidTermsAreFaultsBeforeWhatTheyNameInVain() {
        assertThat(faults(variant("x", Patch.of().price(1).metrics("no_such").on(MONTHLY))))
                .containsExactly("/currency");
    }

    @Test
    void theVersionsOfAnEnvironmentAreBounded() {
        List<NumberedChange> changes = new ArrayList<>();
        for (int version = 2; version <= VariantDecisions.MOST_VERSIONS; version++) {
            changes.add(new NumberedChange(scenario.config.version() + version, new ConfigChange.VariantPut(LIVE,
                    new PlanVariant("var_monthly", "plan_pro", "monthly", version, MONTHLY, day(10), day(10)))));
        }
        scenario.config = scenario.config.apply(changes);

        assertThat(scenario.refused(variant("more", MONTHLY)).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
        assertThat(scenario.refused(patch("monthly", Patch.of().trialDays(1))).type())
                .isEqualTo(ProblemType.LIMIT_EXCEEDED);
        assertThat(scenario.changes(patch("monthly", Patch.of().trialDays(0)))).isEmpty();
    }

    @Test
    void anEarlierVersionHasTheFeaturesThatThePlanHasNow() {
        scenario.accepted(patch("monthly", Patch.of().trialDays(1)));
        var tenantEnvironment = scenario.config.environment(LIVE);

        assertThat(tenantEnvironment.plans().features(tenantEnvironment.variantVersion("var_monthly", 1).orElseThrow()))
                .containsExactly(Map.entry("sso", new Feature.Included()));
    }

    private List<String> faults(ConfigCommand command) {
        Problem problem = scenario.refused(command);
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        return problem.errors().stream().map(FieldFault::name).toList();
    }

    private static ConfigCommand variant(String key, VariantTerms terms) {
        return ConfigScenario.variant("plan_pro", key, terms);
    }

    private static ConfigCommand patch(String key, Patch patch) {
        return new ConfigCommand.PatchVariant(LIVE, "plan_pro", "var_" + key, patch.made());
    }
}
