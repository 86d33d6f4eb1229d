package io.quotastack.core.decide;

import static io.quotastack.core.customer.UsageCap.Measure.CREDITS;
import static io.quotastack.core.customer.UsageCap.Measure.UNITS;
import static io.quotastack.core.customer.UsageCap.Per.DAY;
import static io.quotastack.core.customer.UsageCap.Per.MONTH;
import static io.quotastack.core.customer.UsageCap.Per.PERIOD;
import static io.quotastack.core.problem.ProblemType.SPEND_CAP_REACHED;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.event;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.line;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.customer.UsageCap.Measure;
import io.quotastack.core.customer.UsageCap.Per;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.entitlement.EntitlementTogether;
import io.quotastack.core.metering.Price;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageLine;

/** CONTRACT 8, caps: so much of a metric in a window, holds included, whatever the balance. */
class UsageCapTest {

    private static final Instant NEXT_MONTH = Instant.parse("2026-02-01T00:00:00Z");
    private static final Map<String, Object> TEN_A_DAY = Map.of("billable_metric_key", METRIC, "units", 10L, "per",
            "day");

    @Test
    void refusesUnitsBeyondTheCapAndNamesIt() {
        rich().caps(cap(UNITS, 10, DAY)).use("e1", 10).expectBalance(990)
                .use("e2", 1).expectRefused(SPEND_CAP_REACHED, "cap", TEN_A_DAY).expectBalance(990);
    }

    @Test
    void refusesWhatCostsMoreThanTheCap() {
        rich().metric("dear", new Price.PerUnit(7)).caps(new UsageCap("dear", CREDITS, 20, MONTH))
                .use("e1", "dear", 2).use("e2", "dear", 1).expectRefused(SPEND_CAP_REACHED)
                .use("e3", METRIC, 900).expectBalance(1_000 - 14 - 900);
    }

    @Test
    void countsEachMetricForItself() {
        rich().metric("other", new Price.PerUnit(1)).caps(cap(UNITS, 10, DAY)).use("e1", "other", 500)
                .use("e2", 10).expectBalance(490);
    }

    @Test
    void aDayEndsAtMidnightUtcAndAMonthWithItsLastDay() {
        rich().caps(cap(UNITS, 10, DAY), cap(UNITS, 12, MONTH)).use("e1", 10)
                .at(NEXT_MONTH.minusMillis(1)).use("e2", 1).expectRefused(SPEND_CAP_REACHED)
                .at(NEXT_MONTH).use("e3", 10).expectBalance(980)
                .at(NEXT_MONTH.plus(Duration.ofDays(1))).use("e4", 3)
                .expectRefused(SPEND_CAP_REACHED, "cap", Map.of("billable_metric_key", METRIC, "units", 12L, "per",
                        "month"))
                .use("e5", 2).expectBalance(978);
    }

    @Test
    void countsByTheTimeOfTheChargeAndNotOfTheEvent() {
        rich().caps(cap(UNITS, 10, DAY)).useOf(START.minus(Duration.ofDays(2)), "e1", 10)
                .use("e2", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void holdsCountAndAreRefusedAlike() {
        rich().caps(cap(UNITS, 10, DAY)).reserveUnits(METRIC, 6, 60)
                .use("e1", 5).expectRefused(SPEND_CAP_REACHED)
                .reserveUnits(METRIC, 5, 60).expectRefused(SPEND_CAP_REACHED, "cap", TEN_A_DAY)
                .reserveUnits(METRIC, 4, 60).expectReserved(10);
    }

    @Test
    void aHoldThatEndsMakesRoom() {
        rich().caps(cap(UNITS, 10, DAY)).reserveUnits(METRIC, 6, 60).reserveUnits(METRIC, 4, 1).release(2)
                .use("e1", 6).expectBalance(994)
                .at(minute(1)).use("e2", 4).expectBalance(990).use("e3", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aCommitUpToItsHoldIsNeverRefused() {
        rich().caps(cap(UNITS, 10, DAY), cap(CREDITS, 10, DAY)).reserveUnits(METRIC, 10, 60)
                .caps(cap(UNITS, 0, DAY), cap(CREDITS, 0, DAY)).commitUnits(2, 10).expectBalance(990);
    }

    @Test
    void aCommitBeyondItsHoldHasToFit() {
        rich().caps(cap(UNITS, 10, DAY)).use("e1", 3).reserveUnits(METRIC, 5, 60)
                .commitUnits(3, 8).expectRefused(SPEND_CAP_REACHED)
                .commitUnits(3, 7).expectBalance(990)
                .use("e2", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aCommitBelowItsHoldMakesRoomForTheRest() {
        rich().caps(cap(UNITS, 10, DAY)).reserveUnits(METRIC, 10, 60).commitUnits(2, 4).use("e1", 6)
                .expectBalance(990).use("e2", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aHoldOfTheDayBeforeCountsWhenItIsCommitted() {
        rich().caps(cap(UNITS, 10, DAY)).reserveUnits(METRIC, 6, 24 * 60)
                .at(NEXT_MONTH).use("e1", 5).expectRefused(SPEND_CAP_REACHED)
                .commitUnits(2, 6).use("e2", 5).expectRefused(SPEND_CAP_REACHED).use("e3", 4).expectBalance(990);
    }

    @Test
    void plainCreditsAreOfNoMetric() {
        rich().caps(cap(UNITS, 0, DAY), cap(CREDITS, 0, DAY)).reserve(100, 60).commit(2, 100).expectBalance(900);
    }

    @Test
    void creditsOfACommitCountForTheMetricOfTheHold() {
        rich().caps(cap(CREDITS, 10, DAY)).reserveUnits(METRIC, 5, 60)
                .commit(2, 11).expectRefused(SPEND_CAP_REACHED)
                .commit(2, 10).use("e1", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aRefundInTheWindowMakesRoomWheneverTheChargeWas() {
        rich().caps(cap(UNITS, 10, DAY)).use("e1", 10).voidUsage("e1").use("e2", 10).expectBalance(990)
                .at(NEXT_MONTH).voidUsage("e2").use("e3", 20).expectBalance(980)
                .use("e4", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void unitsOfTheMonthCountFromItsBeginningWhenTheCapIsSetWithinIt() {
        rich().use("e1", 7).caps(cap(UNITS, 10, MONTH)).use("e2", 4).expectRefused(SPEND_CAP_REACHED)
                .use("e3", 3).expectBalance(990);
    }

    @Test
    void creditsAndDaysCountFromWhenTheCapIsSet() {
        rich().use("e1", 7).caps(cap(UNITS, 10, DAY), cap(CREDITS, 10, MONTH)).use("e2", 10).expectBalance(983)
                .use("e3", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void holdsCountThatWereThereWhenTheCapWasSet() {
        rich().metric("other", new Price.PerUnit(1)).reserveUnits(METRIC, 6, 60).reserveUnits("other", 9, 60)
                .reserve(5, 60).caps(cap(UNITS, 10, DAY), cap(CREDITS, 10, DAY))
                .use("e1", 5).expectRefused(SPEND_CAP_REACHED).use("e2", 4).expectBalance(996);
    }

    @Test
    void anotherCapOfTheSameMetricGoesOnWithWhatWasCounted() {
        rich().caps(cap(UNITS, 100, DAY)).use("e1", 7).caps(cap(CREDITS, 10, MONTH))
                .use("e2", 4).expectRefused(SPEND_CAP_REACHED).use("e3", 3).expectBalance(990);
    }

    @Test
    void aCapThatIsGoneLeavesNothingBehind() {
        Scenario scenario = rich().caps(cap(UNITS, 10, DAY)).use("e1", 10).caps();
        assertThat(scenario.state().rows(AccountRows.CAPPED_USAGE)).isEmpty();
        assertThat(scenario.figures().watch()).isEqualTo(Account.Watch.NONE);
        scenario.use("e2", 100).expectBalance(890).caps(cap(UNITS, 10, DAY)).use("e3", 10).expectBalance(880);
    }

    @Test
    void lettingNothingThroughItStillLetsNoUnitsThrough() {
        rich().metric("flat", new Price.Flat(5)).caps(cap(UNITS, 0, DAY), new UsageCap("flat", UNITS, 0, DAY))
                .use("e1", 1).expectRefused(SPEND_CAP_REACHED).use("e2", 0).expectBooked("usage 0 []")
                .use("e3", "flat", 0).expectBooked("usage -5 [1:5]");
    }

    @Test
    void theSpendCapIsNamedBeforeAndTheBalanceAfterIt() {
        Scenario scenario = given().grants(credits(5)).caps(cap(UNITS, 10, DAY));
        scenario.use("e1", 11).expectRefused(SPEND_CAP_REACHED, "cap", TEN_A_DAY)
                .use("e2", 10).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        scenario.spendCap(3, SpendCap.Per.DAY).use("e3", 11).expectRefused(SPEND_CAP_REACHED);
        assertThat(scenario.refusal().members()).isEmpty();
    }

    @Test
    void aCostThatNo64BitsCanSayIsBeyondACapOnCredits() {
        rich().metric("dear", new Price.PerUnit(Long.MAX_VALUE)).use("e1", "dear", 2)
                .expectRefused(ProblemType.AMOUNT_OVERFLOW)
                .caps(new UsageCap("dear", CREDITS, Long.MAX_VALUE, DAY)).use("e2", "dear", 2)
                .expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aPeriodIsThatOfTheSubscriptionAndTheMonthWithoutOne() {
        Scenario scenario = rich().plan("p", Offer.every(Interval.WEEK).postpaid().terms(), Map.of())
                .caps(cap(UNITS, 10, PERIOD)).use("e1", 10).use("e2", 1).expectRefused(SPEND_CAP_REACHED)
                .subscribe("p").use("e3", 10).expectBalance(980).use("e4", 1).expectRefused(SPEND_CAP_REACHED);
        scenario.at(NEXT_MONTH).use("e5", 1).expectRefused(SPEND_CAP_REACHED)
                .at(START.plus(Duration.ofDays(7))).use("e6", 10).expectBalance(970)
                .use("e7", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void aPostpaidPeriodCountsFromItsBeginningWhenTheCapIsSetWithinIt() {
        rich().plan("p", Offer.every(Interval.WEEK).postpaid().terms(), Map.of()).subscribe("p").use("e1", 7)
                .caps(cap(UNITS, 9, PERIOD), cap(CREDITS, 10, PERIOD))
                .use("e2", 4).expectRefused(SPEND_CAP_REACHED, "cap", cap(UNITS, 9, PERIOD).members())
                .use("e3", 2).caps(cap(CREDITS, 10, PERIOD)).use("e4", 2)
                .expectRefused(SPEND_CAP_REACHED, "cap", cap(CREDITS, 10, PERIOD).members())
                .use("e5", 1).expectBalance(990);
    }

    @Test
    void theVariantsCapsAreThoseOfCustomersThatSayNone() {
        Scenario scenario = rich().plan("p", Offer.every(Interval.MONTH).caps(cap(UNITS, 10, PERIOD)).terms(), Map.of())
                .subscribe("p", minute(5), 0).use("e1", 500).at(minute(5)).use("e2", 11)
                .expectRefused(SPEND_CAP_REACHED).use("e3", 10).expectBalance(490);
        scenario.caps(cap(UNITS, 12, PERIOD)).use("e4", 3).expectRefused(SPEND_CAP_REACHED)
                .use("e5", 2).expectBalance(488);
        scenario.caps().use("e6", 100).expectBalance(388);
        scenario.decide(Command.UpdateCustomer.watching(Optional.empty(), Optional.of(Optional.empty())))
                .use("e7", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void theVariantsCapsEndWithTheSubscription() {
        Scenario scenario = rich().plan("p", Offer.every(Interval.MONTH).caps(cap(UNITS, 10, DAY)).terms(), Map.of())
                .subscribe("p").use("e1", 11).expectRefused(SPEND_CAP_REACHED)
                .decide(new Command.CancelSubscription(1, false)).use("e2", 11).expectBalance(989);
        assertThat(scenario.figures().watch()).isEqualTo(Account.Watch.NONE);
    }

    @Test
    void aChangeOfTermsGoesOnWithWhatWasCountedOfTheSameMetric() {
        rich().plan("p", Offer.every(Interval.MONTH).caps(cap(UNITS, 10, DAY)).terms(), Map.of())
                .plan("q", Offer.every(Interval.MONTH).caps(cap(UNITS, 15, DAY)).terms(), Map.of())
                .subscribe("p").use("e1", 10).change("q", true, true).use("e2", 6).expectRefused(SPEND_CAP_REACHED)
                .use("e3", 5).expectBalance(985);
    }

    @Test
    void linesAreJudgedByTheSumOfEachMetric() {
        Scenario scenario = rich().metric("other", new Price.PerUnit(1)).caps(cap(UNITS, 10, DAY));
        scenario.use(event("e1", line("other", 50), line(METRIC, 6), line(METRIC, 5)))
                .expectRefused(SPEND_CAP_REACHED, "cap", TEN_A_DAY).expectRefused(SPEND_CAP_REACHED, "line", 1)
                .use(event("e2", line("other", 50), line(METRIC, 6), line(METRIC, 4))).expectBalance(940)
                .use("e3", 1).expectRefused(SPEND_CAP_REACHED).voidUsage("e2").use("e4", 10).expectBalance(990);
    }

    @Test
    void aHoldOfLinesKeepsAPlaceForEachMetric() {
        rich().metric("other", new Price.PerUnit(3)).caps(cap(UNITS, 10, DAY), new UsageCap("other", CREDITS, 30, DAY))
                .reserveLines(60, line(METRIC, 8), line("other", 10))
                .use("e1", 3).expectRefused(SPEND_CAP_REACHED).use("e2", "other", 1).expectRefused(SPEND_CAP_REACHED)
                .commitLines(2, line(METRIC, 11), line("other", 1)).expectRefused(SPEND_CAP_REACHED, "line", 0)
                .commitLines(2, line(METRIC, 10), line("other", 1)).expectBalance(987)
                .use("e3", 1).expectRefused(SPEND_CAP_REACHED).use("e4", "other", 9).expectBalance(960)
                .use("e5", "other", 1).expectRefused(SPEND_CAP_REACHED);
    }

    @Test
    void creditsUpToAHoldOfLinesAreNeverRefused() {
        rich().metric("other", new Price.PerUnit(3)).caps(new UsageCap("other", CREDITS, 30, DAY))
                .reserveLines(60, line(METRIC, 8), line("other", 10)).caps(new UsageCap("other", CREDITS, 0, DAY))
                .commit(2, 40).expectRefused(SPEND_CAP_REACHED).commit(2, 38).expectBalance(962);
    }

    @Test
    void anUnknownMetricIsNotFound() {
        rich().caps(new UsageCap("nothing", UNITS, 1, DAY)).expectRefused(ProblemType.NOT_FOUND, "resource",
                "billable_metric");
    }

    @Test
    void checksSayWhatChargesAndHoldsMeet() {
        Scenario scenario = rich().caps(cap(UNITS, 10, DAY), cap(CREDITS, 8, MONTH)).use("e1", 3);
        assertThat(check(scenario, 5)).extracting(Entitlement::allowed, Entitlement::affordableUnits)
                .isEqualTo(List.of(true, OptionalLong.of(5)));
        assertThat(check(scenario, 6)).extracting(Entitlement::reason, Entitlement::cap)
                .isEqualTo(List.of(Optional.of(Entitlement.Reason.SPEND_CAP_REACHED),
                        Optional.of(cap(CREDITS, 8, MONTH).members())));
        scenario.caps(cap(UNITS, 4, DAY));
        assertThat(check(scenario, 1).affordableUnits()).hasValue(1);
        scenario.reserveUnits(METRIC, 1, 60);
        assertThat(check(scenario, 1)).extracting(Entitlement::allowed, Entitlement::affordableUnits)
                .isEqualTo(List.of(false, OptionalLong.of(0)));
    }

    @Test
    void severalChecksTogetherNameTheCapThatRefusesThem() {
        Scenario scenario = rich().metric("other", new Price.PerUnit(3)).caps(cap(UNITS, 10, DAY));
        List<UsageLine> lines = List.of(line(METRIC, 6), line("other", 1), line(METRIC, 5));

        EntitlementTogether together = checks(scenario).together(lines, List.of());

        assertThat(together.reason()).contains(Entitlement.Reason.SPEND_CAP_REACHED);
        assertThat(together.cap()).contains(TEN_A_DAY);
        assertThat(checks(scenario).together(lines.subList(0, 2), List.of()).cap()).isEmpty();
    }

    private static EntitlementCheck checks(Scenario scenario) {
        return EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), scenario.now()).orElseThrow();
    }

    private static Entitlement check(Scenario scenario, long units) {
        return checks(scenario).check(METRIC, units).orElseThrow();
    }

    private static UsageCap cap(Measure measure, long most, Per per) {
        return new UsageCap(METRIC, measure, most, per);
    }

    private static Scenario rich() {
        return given().grants(credits(1_000));
    }
}
