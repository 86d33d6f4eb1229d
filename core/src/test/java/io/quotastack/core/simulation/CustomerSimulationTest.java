package io.quotastack.core.simulation;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.usage.UsageEvent;

/** What other prices would have made of a customer's ledger. */
class CustomerSimulationTest {

    private static final SimulatedTime FIRST_DAY = new SimulatedTime(START, START.plus(Duration.ofDays(1)));

    /** Units up to 10 at 4, all further ones at 1. */
    private static final Price FIRST_TEN_DEAR = new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
            List.of(new Tier(OptionalLong.of(10), 4, 0), new Tier(OptionalLong.empty(), 1, 0)));

    @Test
    void pricesUsageAnewAndKeepsWhatOtherMetricsCost() {
        Scenario scenario = Scenario.given().metric("page", new Price.PerUnit(7)).grants(credits(1_000))
                .use("a", 5).use("b", "page", 2).use("c", 3);

        SimulatedCustomer simulated = simulate(scenario, new Price.PerUnit(10));

        assertThat(simulated.usage()).containsOnly(
                Map.entry(UsageGroup.of(METRIC, Map.of()), usage(8, 2, 8, 80)),
                Map.entry(UsageGroup.of("page", Map.of()), usage(2, 1, 14, 14)));
        assertThat(simulated.total().difference()).isEqualTo(BigInteger.valueOf(72));
    }

    @Test
    void usageCountsByItsOwnTimeAndUsageBeforeCountsAsCharged() {
        Scenario scenario = Scenario.given().grants(credits(1_000))
                .useOf(START.minus(Duration.ofDays(1)), "the-day-before", 8)
                .at(minute(60 * 24)).useOf(START, "late", 5).use("after", 100);

        SimulatedCustomer simulated = simulate(scenario, FIRST_TEN_DEAR);

        assertThat(simulated.total()).isEqualTo(usage(5, 1, 5, 2 * 4 + 3));
    }

    @Test
    void aVoidTakesOffBothCostsAndCountsUntilThen() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).use("voided", 9).use("dear-once", 2)
                .voidUsage("voided").use("dear-again", 6);

        SimulatedCustomer simulated = simulate(scenario, FIRST_TEN_DEAR);

        assertThat(simulated.total()).isEqualTo(usage(8, 2, 8, 1 * 4 + 1 + 6 * 4));
    }

    @Test
    void aHoldGoesByTheRuleOfWhenItWasMade() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).reserveUnits(METRIC, 5, 60);
        long hold = scenario.last().entries().getLast().sequence();
        scenario.at(minute(10)).commitUnits(hold, 4).use("after", 1);

        SimulatedCustomer simulated = simulate(scenario, new Proposed(METRIC, new Price.PerUnit(2), Optional.empty()),
                new Proposed(METRIC, new Price.PerUnit(100), Optional.of(minute(5))));

        assertThat(simulated.total()).isEqualTo(usage(5, 2, 5, 4 * 2 + 100));
    }

    @Test
    void aCommitInPlainCreditsKeepsWhatItsCallerNamed() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).reserveUnits(METRIC, 5, 60);
        long hold = scenario.last().entries().getLast().sequence();
        scenario.commit(hold, 3);

        assertThat(simulate(scenario, new Price.PerUnit(10)).total()).isEqualTo(usage(0, 1, 3, 3));
    }

    @Test
    void noUnitsOfAFlatPriceArePricedAnew() {
        Scenario scenario = Scenario.given().metric(METRIC, new Price.Flat(5)).grants(credits(1_000))
                .reserveUnits(METRIC, 5, 60);
        long hold = scenario.last().entries().getLast().sequence();
        scenario.commitUnits(hold, 0);

        assertThat(simulate(scenario, new Price.Flat(6)).total()).isEqualTo(usage(0, 1, 5, 6));
    }

    @Test
    void plainCreditsAreNoUsage() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).reserve(50, 60);
        scenario.commit(scenario.last().entries().getLast().sequence(), 40).adjust(-20).use("a", 1);

        assertThat(simulate(scenario, new Price.PerUnit(10)).total()).isEqualTo(usage(1, 1, 1, 10));
    }

    @Test
    void whatHasNoPriceCostsNothingAndIsCounted() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).use("a", 5);

        SimulatedCustomer simulated = simulate(scenario, new Price.PerUnit(Long.MAX_VALUE));

        assertThat(simulated.total()).isEqualTo(
                new SimulatedUsage(BigInteger.valueOf(5), 1, 1, BigInteger.valueOf(5), BigInteger.ZERO));
    }

    @Test
    void tellsWhenTheBalanceWouldHaveRunOut() {
        Scenario scenario = Scenario.given().grants(credits(100)).at(minute(1)).use("a", 10).at(minute(2))
                .use("b", 10).at(minute(3)).use("c", 10);

        assertThat(simulate(scenario, new Price.PerUnit(5)).wouldRunOutAt()).contains(minute(3));
        assertThat(simulate(scenario, new Price.PerUnit(3)).wouldRunOutAt()).isEmpty();
        assertThat(simulate(scenario, new Price.PerUnit(5)).ranOutAt()).isEmpty();
    }

    @Test
    void whatWasGivenBackWeighsOnTheBalanceUntilThen() {
        Scenario scenario = Scenario.given().grants(credits(100)).at(minute(1)).use("a", 10).at(minute(2))
                .voidUsage("a").at(minute(3)).use("b", 10);

        assertThat(simulate(scenario, new Price.PerUnit(9)).wouldRunOutAt()).isEmpty();
        assertThat(simulate(scenario, new Price.PerUnit(11)).wouldRunOutAt()).contains(minute(1));
    }

    /** At one instant a block ends and the next begins. */
    @Test
    void looksAtTheBalanceAtTheEndOfAnInstant() {
        Scenario scenario = Scenario.given()
                .grants(credits(100).until(minute(10)), credits(100).from(minute(10)).until(minute(60)))
                .at(minute(1)).use("a", 10).at(minute(20)).use("b", 10);

        assertThat(simulate(scenario, new Price.PerUnit(5)).wouldRunOutAt()).isEmpty();
    }

    @Test
    void anOverageRanOutThenToo() {
        Scenario scenario = Scenario.given().grants(credits(10)).policy(OveragePolicy.ALLOW, Optional.empty())
                .at(minute(1)).use("a", 10).at(minute(2)).use("b", 5);

        SimulatedCustomer simulated = simulate(scenario, new Price.PerUnit(2));

        assertThat(simulated.ranOutAt()).contains(minute(2));
        assertThat(simulated.wouldRunOutAt()).contains(minute(1));
    }

    @Test
    void goesByPricesByDimension() {
        Scenario scenario = Scenario.given().metric(byModel()).grants(credits(1_000)).use(of("a", "m1", 5))
                .use(of("b", "m2", 3)).use(of("c", "m2", 4));
        PriceList prices = PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "m2")),
                new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
                        List.of(new Tier(OptionalLong.of(5), 10, 0), new Tier(OptionalLong.empty(), 2, 0))))));

        SimulatedCustomer simulated = simulate(scenario,
                new Proposed("tokens", Optional.empty(), prices, Optional.empty(), Optional.empty()));

        assertThat(simulated.usage()).containsOnly(
                Map.entry(UsageGroup.of("tokens", Map.of("model", "m2")), usage(7, 2, 7, 5 * 10 + 2 * 2)),
                Map.entry(UsageGroup.of("tokens", Map.of("model", "m1")),
                        new SimulatedUsage(BigInteger.valueOf(5), 1, 1, BigInteger.valueOf(5), BigInteger.ZERO)));
    }

    private static Metric byModel() {
        var rule = new MeteringRule("rule_tokens", "tokens", 1, new Price.PerUnit(1), START, START, Optional.empty());
        return new Metric("tokens", "tokens", Optional.empty(), START, Optional.empty(), Optional.empty(),
                Dimensions.of(List.of("model")), Rules.of(List.of(rule)));
    }

    private static UsageEvent of(String eventId, String model, long units) {
        return new UsageEvent(eventId, "tokens", units, Optional.empty(), Map.of("model", model));
    }

    /** At one instant, too: what counts is the order in which the account decided. */
    @Test
    void aRuleOfAPlanPricesWhatWasChargedOnIt() {
        Scenario scenario = Scenario.given().plan("pro", Offer.every(1, Interval.MONTH).terms(), Map.of())
                .plan("basic", Offer.every(1, Interval.MONTH).terms(), Map.of()).grants(credits(1_000))
                .use("before", 1).subscribe("basic").use("basic", 2).change("pro", true, false).use("pro", 4);

        SimulatedCustomer simulated = simulate(scenario, new Proposed(METRIC, Optional.of(new Price.PerUnit(100)),
                PriceList.NONE, Optional.of(new RuleTarget.OfPlan("pro")), Optional.empty()));

        assertThat(simulated.total()).isEqualTo(usage(7, 3, 7, 1 + 2 + 400));
    }

    @Test
    void whatIsOlderThanARuleKeepsItsPrice() {
        Scenario scenario = Scenario.given().grants(credits(1_000)).use("before", 2).at(minute(5)).use("after", 3);

        SimulatedCustomer simulated = simulate(scenario,
                new Proposed(METRIC, new Price.PerUnit(10), Optional.of(minute(5))));

        assertThat(simulated.total()).isEqualTo(usage(5, 2, 5, 2 + 30));
    }

    @Test
    void valuesTooLongToTellApartAreOneGroup() {
        Scenario scenario = Scenario.given().metric(byModel()).grants(credits(1_000)).use(of("a", "m".repeat(300), 5))
                .use(of("b", "n".repeat(300), 3));

        SimulatedCustomer simulated = simulate(scenario,
                new Proposed("tokens", new Price.PerUnit(2), Optional.empty()));

        assertThat(simulated.usage())
                .containsOnly(Map.entry(new UsageGroup("tokens", Optional.empty()), usage(8, 2, 8, 16)));
    }

    private static SimulatedCustomer simulate(Scenario scenario, Price price) {
        return simulate(scenario, new Proposed(METRIC, price, Optional.empty()));
    }

    private static SimulatedCustomer simulate(Scenario scenario, Proposed... rules) {
        return Folded.simulate(scenario, FIRST_DAY,
                ProposedRules.of(List.of(rules), scenario.environmentConfig().metrics()));
    }

    private static SimulatedUsage usage(long units, long events, long then, long now) {
        return new SimulatedUsage(BigInteger.valueOf(units), events, 0, BigInteger.valueOf(then),
                BigInteger.valueOf(now));
    }
}
