package io.quotastack.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class MetricTest {

    private static final Instant CREATED = day(1);

    @Test
    void aRuleIsInForceFromItsInstantUntilTheNext() {
        Metric metric = metric(rule("a", day(10)), rule("b", day(20)));

        assertThat(inForce(metric, day(10))).hasValue("a");
        assertThat(inForce(metric, day(20).minusMillis(1))).hasValue("a");
        assertThat(inForce(metric, day(20))).hasValue("b");
        assertThat(inForce(metric, day(28))).hasValue("b");
    }

    @Test
    void theFirstRuleAlsoPricesEventsOlderThanItself() {
        assertThat(inForce(metric(rule("a", day(10)), rule("b", day(20))), day(2))).hasValue("a");
    }

    @Test
    void aMetricWithoutRulesIsUnpriced() {
        assertThat(inForce(metric(), day(2))).isEmpty();
    }

    @Test
    void archivingTheRuleInForceLeavesTheMetricUnpricedUntilTheNext() {
        Metric metric = metric(rule("a", day(10)), archived("b", day(12), day(15)), rule("c", day(20)));

        assertThat(inForce(metric, day(15).minusMillis(1))).hasValue("b");
        assertThat(inForce(metric, day(15))).isEmpty();
        assertThat(inForce(metric, day(20))).hasValue("c");
    }

    @Test
    void eventsOlderThanAnArchivedFirstRuleAreStillItsOwn() {
        assertThat(inForce(metric(archived("a", day(10), day(15))), day(5))).hasValue("a");
    }

    @Test
    void aRuleArchivedWhileScheduledVanishesAndItsPredecessorRunsOn() {
        Metric metric = metric(rule("a", day(10)), archived("b", day(20), day(15)));

        assertThat(inForce(metric, day(25))).hasValue("a");
    }

    @Test
    void aVanishedFirstRulePricesNothing() {
        Metric metric = metric(archived("a", day(10), day(5)), rule("b", day(20)));

        assertThat(inForce(metric, day(2))).hasValue("b");
    }

    @Test
    void archivingARuleInItsFirstInstantIsArchivingTheOneInForce() {
        Metric metric = metric(rule("a", day(10)), archived("b", day(20), day(20)));

        assertThat(inForce(metric, day(20).minusMillis(1))).hasValue("a");
        assertThat(inForce(metric, day(20))).isEmpty();
    }

    @Test
    void anArchivedMetricPricesOnlyWhatHappenedBefore() {
        var metric = new Metric("tokens", "Tokens", Optional.empty(), CREATED, Optional.of(day(20)),
                List.of(rule("a", day(10))));

        assertThat(inForce(metric, day(20).minusMillis(1))).hasValue("a");
        assertThat(inForce(metric, day(20))).isEmpty();
    }

    @Test
    void rulesStandInTheOrderOfTheirEffect() {
        assertThat(metric(rule("a", day(10)), rule("b", day(9))).rules().all()).extracting(MeteringRule::id)
                .containsExactly("b", "a");
    }

    @Test
    void aTierPeriodIsTheUtcMonth() {
        assertThat(TierPeriod.of(Instant.parse("2026-11-30T23:59:59.999Z"))).hasToString("2026-11");
        assertThat(TierPeriod.of(Instant.parse("2026-12-01T00:00:00Z"))).hasToString("2026-12");
    }

    @Test
    void aVariantsRuleGoesBeforeItsPlansAndThatBeforeTheMetrics() {
        Metric metric = metric(rule("all", day(10)), ruleFor("plan", new RuleTarget.OfPlan("p"), day(12)),
                ruleFor("variant", new RuleTarget.OfVariant("v"), day(14)));

        assertThat(inForce(metric, day(15), "p", "v")).hasValue("variant");
        assertThat(inForce(metric, day(15), "p", "w")).hasValue("plan");
        assertThat(inForce(metric, day(13), "p", "v")).hasValue("plan");
        assertThat(inForce(metric, day(15), "q", "w")).hasValue("all");
        assertThat(inForce(metric, day(15))).hasValue("all");
    }

    @Test
    void onlyTheFirstRuleForAllPricesEventsOlderThanItself() {
        Metric metric = metric(rule("all", day(10)), ruleFor("plan", new RuleTarget.OfPlan("p"), day(2)));

        assertThat(inForce(metric, day(1), "p", "v")).hasValue("all");
        assertThat(inForce(metric, day(2), "p", "v")).hasValue("plan");
    }

    @Test
    void whereAPlansRuleIsArchivedTheMetricsGoesOn() {
        var plan = ruleFor("plan", new RuleTarget.OfPlan("p"), day(2));
        Metric metric = metric(rule("all", day(1)), plan.archived(day(5)));

        assertThat(inForce(metric, day(4), "p", "v")).hasValue("plan");
        assertThat(inForce(metric, day(5), "p", "v")).hasValue("all");
    }

    @Test
    void anEventCountsAllDimensionsAndThoseThatARuleOnceCountedBy() {
        var first = new MeteringRule("r", "tokens", 1, Optional.empty(), PriceList.of(List.of(
                new PriceEntry(When.of(Map.of("model", "m")), new Price.PerUnit(1, 1, Price.Scope.MONTH)))),
                Optional.empty(), day(1), CREATED, Optional.empty());
        var metric = new Metric("tokens", "Tokens", Optional.empty(), CREATED, Optional.empty(),
                Optional.empty(), Dimensions.of(List.of("model", "direction")), Rules.of(List.of(first)));

        assertThat(metric.counted(DimensionValues.of(Map.of("model", "m", "other", "x")))).containsExactly(
                When.of(Map.of("model", "m", "direction", "")), When.of(Map.of("model", "m")));
        assertThat(metric(rule("a", day(1))).counted(DimensionValues.of(Map.of("model", "m")))).isEmpty();
    }

    private static MeteringRule ruleFor(String id, RuleTarget target, Instant effectiveAt) {
        return new MeteringRule(id, "tokens", 1, Optional.of(new Price.PerUnit(1)), PriceList.NONE, Optional.of(target),
                effectiveAt, CREATED, Optional.empty());
    }

    private static Optional<String> inForce(Metric metric, Instant timestamp, String planId, String variantId) {
        return metric.ruleInForceAt(timestamp, Optional.of(RuleTarget.Subscribed.to(planId, variantId)))
                .map(MeteringRule::id);
    }

    private static Optional<String> inForce(Metric metric, Instant timestamp) {
        return metric.ruleInForceAt(timestamp).map(MeteringRule::id);
    }

    private static Metric metric(MeteringRule... rules) {
        return new Metric("tokens", "Tokens", Optional.empty(), CREATED, Optional.empty(), List.of(rules));
    }

    private static MeteringRule rule(String id, Instant effectiveAt) {
        return new MeteringRule(id, "tokens", 1, new Price.PerUnit(1), effectiveAt, CREATED, Optional.empty());
    }

    private static MeteringRule archived(String id, Instant effectiveAt, Instant archivedAt) {
        return new MeteringRule(id, "tokens", 1, new Price.PerUnit(1), effectiveAt, CREATED, Optional.of(archivedAt));
    }

    private static Instant day(int day) {
        return Instant.parse("2026-11-%02dT00:00:00Z".formatted(day));
    }
}
