package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 4 and 5: what a charge books. */
class ChargeTest {

    private static final Price FIRST_TEN_DEAR = new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
            List.of(new Tier(OptionalLong.of(10), 5, 0), new Tier(OptionalLong.empty(), 1, 0)));

    @Test
    void theEntryBearsTheEventTheRuleAndTheUnits() {
        Scenario scenario = given().metric(METRIC, new Price.PerUnit(3)).grants(credits(100)).use("e", 4);

        LedgerEntry entry = scenario.last().entries().getLast();
        assertThat(entry.delta()).isEqualTo(-12);
        assertThat(entry.usage())
                .contains(LedgerEntry.UsageRef.of(Optional.of("e"), METRIC, "rule_" + METRIC, 4, 12));
        assertThat(entry.cause().idempotencyKey()).contains("e");
        assertThat(scenario.last().outcome()).isEqualTo(new Outcome.UsageCharged(entry));
    }

    @Test
    void usageThatCostsNothingIsBookedWithoutAnyCredits() {
        given().use("e", 0).expectBooked("usage 0 []").expectEvents()
                .use("e", 0).expectOutcome(new Outcome.UsageChargedBefore(1));
    }

    @Test
    void aFlatPriceIsPaidForNoUnitsToo() {
        given().metric(METRIC, new Price.Flat(7)).grants(credits(10)).use("e", 0).expectBooked("usage -7 [1:7]");
    }

    @Test
    void tiersOfAMonthGoOnWhereTheLastEventStopped() {
        given().metric(METRIC, FIRST_TEN_DEAR).grants(credits(1_000)).use("e1", 8).expectBooked("usage -40 [1:40]")
                .use("e2", 8).expectBooked("usage -16 [1:16]").expectUnits(TierPeriod.of(START), 16);
    }

    @Test
    void anEventCountsInTheMonthOfItsOwnTimestamp() {
        given().metric(METRIC, FIRST_TEN_DEAR).grants(credits(1_000)).use("e1", 10)
                .at(START.plus(Duration.ofDays(2))).use("e2", 1).expectBooked("usage -5 [1:5]")
                .useOf(START, "e3", 1).expectBooked("usage -1 [1:1]");
    }

    @Test
    void aVoidTakesUnitsOffForWhatComesAfterAndReRatesNothing() {
        given().metric(METRIC, FIRST_TEN_DEAR).grants(credits(1_000)).use("e1", 10).use("e2", 4)
                .voidUsage("e1").expectBooked("refund +50 [1:50]")
                .use("e3", 7).expectBooked("usage -31 [1:31]")
                .voidUsage("e2").expectBooked("refund +4 [1:4]");
    }

    @Test
    void unitsOfAllRulesAndModesAreCounted() {
        given().grants(credits(1_000)).use("e1", 10).metric(METRIC, FIRST_TEN_DEAR)
                .use("e2", 1).expectBooked("usage -1 [1:1]");
    }

    @Test
    void aRefusedEventCountsNoUnits() {
        given().use("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS).expectUnits(TierPeriod.of(START), 0);
    }

    @Test
    void whoWaitsIsAnsweredAndWhoDoesNotIsReported() {
        Scenario scenario = given().grants(credits(10));

        assertThat(scenario.use("e1", 1).last().usageReport()).isEmpty();
        assertThat(scenario.use("e2", 99).last().usageReport()).hasValueSatisfying(report -> {
            assertThat(report.accepted()).isFalse();
            assertThat(report.refusal()).isPresent();
        });
        assertThat(scenario.expectEvents().accept("e3", 2).last().usageReport()).hasValueSatisfying(report -> {
            assertThat(report.accepted()).isTrue();
            assertThat(report.charge()).contains(scenario.last().entries().getLast());
        });
    }

    @Test
    void withoutATimeOfItsOwnAnEventIsOfTheDecisionsNow() {
        Scenario scenario = given().at(minute(10)).grants(credits(10)).at(minute(7)).use("e", 1);

        assertThat(scenario.last().entries().getLast().context().usageTimestamp()).contains(minute(10));
    }
}
