package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.TierCounter;
import io.quotastack.core.command.Command;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/** Charges, holds and checks by lists of prices and by rules of plans (CONTRACT 4, 6, 7). */
class PricesByDimensionTest {

    private static final TierPeriod JANUARY = TierPeriod.of(START);
    private static final Map<String, String> IN = Map.of("model", "a", "direction", "in");
    private static final Map<String, String> OUT = Map.of("model", "a", "direction", "out");

    @Test
    void anEventGoesByTheEntryOfItsValuesElseByTheRulesOwnPrice() {
        tokens().use(event("e1", 10, IN)).expectBooked("usage -20 [1:20]")
                .use(event("e2", 10, OUT)).expectBooked("usage -70 [1:70]")
                .use(event("e3", 10, Map.of("model", "b"))).expectBooked("usage -30 [1:30]");
    }

    @Test
    void withoutAPriceForItsValuesAnEventIsRefused() {
        Scenario scenario = given().metric(metric(rule("r", Optional.empty(), entry(IN, new Price.PerUnit(1)))))
                .grants(credits(100));

        scenario.use(event("e1", 1, OUT)).expectRefused(ProblemType.METRIC_NOT_PRICED);
        scenario.use(event("e2", 1, IN)).expectBooked("usage -1 [1:1]");
    }

    @Test
    void aChargeCountsItsValuesBesideAllUnitsAndAVoidTakesBothOff() {
        Scenario scenario = tokens().use(event("e1", 10, IN)).use(event("e2", 5, OUT));

        assertThat(units(scenario, "")).isEqualTo(15);
        assertThat(units(scenario, When.of(IN).counterKey())).isEqualTo(10);
        assertThat(scenario.state().tierUnits(TierCounter.numberOfValues("tokens", JANUARY))).isEqualTo(2);
        scenario.voidUsage("e1");
        assertThat(units(scenario, "")).isEqualTo(5);
        assertThat(units(scenario, When.of(IN).counterKey())).isZero();
        assertThat(scenario.state().tierUnits(TierCounter.numberOfValues("tokens", JANUARY))).isEqualTo(2);
    }

    @Test
    void aListThatComesLaterCountsWhatWasChargedBefore() {
        var month = new Price.PerUnit(1, 10, Scope.MONTH);
        Scenario scenario = given().metric(metric(rule("r1", Optional.of(new Price.PerUnit(0))))).grants(credits(100))
                .use(event("e1", 5, IN));

        scenario.metric(metric(rule("r1", Optional.of(new Price.PerUnit(0)), entry(IN, month))));

        scenario.use(event("e2", 5, IN)).expectBooked("usage 0 []");
        scenario.use(event("e3", 1, IN)).expectBooked("usage -1 [1:1]");
    }

    @Test
    void linesOfTheSameValuesCountOnInOneEvent() {
        var month = new Price.PerUnit(1, 10, Scope.MONTH);
        var event = new Price.PerUnit(1, 10, Scope.EVENT);
        Scenario scenario = given().metric(metric(rule("r", Optional.empty(), entry(IN, month), entry(OUT, event))))
                .grants(credits(100));
        var usage = new UsageEvent("e1", UsageLines.itemized(List.of(line(6, "in"), line(6, "out"), line(6, "in"),
                line(6, "out"))), Optional.empty(), Map.of("model", "a"), Optional.empty());

        scenario.use(usage);

        assertThat(scenario.last().entries().getLast().usage().orElseThrow().lines()).extracting("cost")
                .containsExactly(1L, 1L, 1L, 1L);
        assertThat(units(scenario, When.of(IN).counterKey())).isEqualTo(12);
    }

    @Test
    void aHoldFixesTheRuleAndItsMetadataThePrice() {
        Scenario scenario = tokens();
        scenario.decide(new Command.Reserve(new Command.ReserveFor.Units("tokens", 10), Duration.ofMinutes(5), OUT))
                .expectBooked("reserve 0 held +70 [1:70]");
        long hold = scenario.last().entries().getLast().sequence();

        scenario.commitUnits(hold, 4).expectBooked("commit -28 held -70 [1:28]");

        assertThat(units(scenario, When.of(OUT).counterKey())).isEqualTo(4);
    }

    @Test
    void aCheckGoesByTheValuesOfItsMetadata() {
        Scenario scenario = tokens();

        assertThat(check(scenario, 10, OUT).estimatedCost()).hasValue(70L);
        assertThat(check(scenario, 10, IN).affordableUnits()).hasValue(500);
        assertThat(check(scenario, 10, Map.of()).estimatedCost()).hasValue(30L);
    }

    @Test
    void aCustomerOnAPlanGoesByItsRulesOnceItsSubscriptionHasBegun() {
        var all = rule("all", Optional.of(new Price.PerUnit(3)));
        var plan = ruleFor("plan", new RuleTarget.OfPlan("p"), 2);
        var variant = ruleFor("variant", new RuleTarget.OfVariant("v"), 1);
        Scenario scenario = given().metric(metric(all, plan, variant))
                .plan("p", Offer.every(Interval.MONTH).terms(), Map.of())
                .plan("v", Offer.every(Interval.MONTH).terms(), Map.of()).grants(credits(100));

        scenario.use(event("e1", 1, IN)).expectBooked("usage -3 [1:3]");
        scenario.subscribe("p", START.plusSeconds(600), 0).use(event("e2", 1, IN)).expectBooked("usage -3 [1:3]");
        scenario.at(START.plusSeconds(600)).use(event("e3", 1, IN));
        assertThat(scenario.last().entries().getLast().delta()).isEqualTo(-2);
        scenario.change("v", true, false).use(event("e4", 1, IN));
        assertThat(scenario.last().entries().getLast().delta()).isEqualTo(-1);
    }

    @Test
    void aCustomerHasCountersOfABoundedNumberOfValues() {
        Scenario scenario = tokens().grants(credits(100_000)).use(event("e1", 1, IN));
        for (int i = 1; i < 10_000; i++) {
            scenario.decideUnaudited(new Command.RecordUsage(event("v" + i, 1, Map.of("model", "m" + i)),
                    Optional.empty(), false, Optional.empty()));
        }

        scenario.use(event("e2", 1, OUT)).expectRefused(ProblemType.LIMIT_EXCEEDED);
        assertThat(check(scenario, 1, OUT).reason()).hasValue(Entitlement.Reason.INSUFFICIENT_CREDITS);
        assertThat(check(scenario, 1, OUT).affordableUnits()).hasValue(0);
        scenario.use(event("e3", 1, IN)).expectOutcome(Outcome.UsageCharged.class);
        scenario.use(event("e4", 0, OUT)).expectOutcome(Outcome.UsageCharged.class);
    }

    /** 2 in and 7 out of model a, 3 of anything else. */
    private static Scenario tokens() {
        return given().metric(metric(rule("r", Optional.of(new Price.PerUnit(3)), entry(IN, new Price.PerUnit(2)),
                entry(OUT, new Price.PerUnit(7))))).grants(credits(1_000));
    }

    private static Entitlement check(Scenario scenario, long units, Map<String, String> metadata) {
        return EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), scenario.now()).orElseThrow()
                .check("tokens", units, metadata).orElseThrow();
    }

    private static long units(Scenario scenario, String values) {
        return scenario.state().tierUnits(new TierCounter("tokens", JANUARY, values));
    }

    private static UsageLine line(long units, String direction) {
        return new UsageLine("tokens", units, Map.of("direction", direction));
    }

    private static UsageEvent event(String id, long units, Map<String, String> metadata) {
        return new UsageEvent(id, "tokens", units, Optional.empty(), metadata);
    }

    private static PriceEntry entry(Map<String, String> when, Price price) {
        return new PriceEntry(When.of(when), price);
    }

    private static MeteringRule rule(String id, Optional<Price> price, PriceEntry... entries) {
        return new MeteringRule(id, "tokens", 1, price, PriceList.of(List.of(entries)), Optional.empty(), START, START,
                Optional.empty());
    }

    private static MeteringRule ruleFor(String id, RuleTarget target, long unitCost) {
        return new MeteringRule(id, "tokens", 1, Optional.of(new Price.PerUnit(unitCost)), PriceList.NONE,
                Optional.of(target), START, START, Optional.empty());
    }

    private static Metric metric(MeteringRule... rules) {
        return new Metric("tokens", "Tokens", Optional.empty(), START, Optional.empty(),
                Optional.empty(), Dimensions.of(List.of("model", "direction")), Rules.of(List.of(rules)));
    }
}
