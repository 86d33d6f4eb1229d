package io.quotastack.core.decide;

import static io.quotastack.core.customer.SpendCap.Per.DAY;
import static io.quotastack.core.customer.SpendCap.Per.MONTH;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 6, spend cap: by UTC day or month of the decision, whatever the balance. */
class SpendCapTest {

    private static final Instant NEXT_MONTH = Instant.parse("2026-02-01T00:00:00Z");

    @Test
    void refusesBeyondTheCapHoweverRich() {
        rich().spendCap(50, DAY).use("e1", 50).expectBalance(950)
                .use("e2", 1).expectRefused(ProblemType.SPEND_CAP_REACHED).expectBalance(950);
    }

    @Test
    void aDayEndsAtMidnightUtc() {
        rich().spendCap(50, DAY).use("e1", 50)
                .at(NEXT_MONTH.minusMillis(1)).use("e2", 1).expectRefused(ProblemType.SPEND_CAP_REACHED)
                .at(NEXT_MONTH).use("e3", 50).expectBalance(900);
    }

    @Test
    void aMonthEndsWithItsLastDay() {
        rich().at(START.minus(Duration.ofDays(3))).spendCap(50, MONTH).use("e1", 30)
                .at(START).use("e2", 21).expectRefused(ProblemType.SPEND_CAP_REACHED)
                .use("e3", 20)
                .at(NEXT_MONTH).use("e4", 50).expectBalance(900);
    }

    @Test
    void countsByTheTimeOfTheChargeAndNotOfTheEvent() {
        rich().spendCap(50, DAY).useOf(START.minus(Duration.ofDays(2)), "e1", 50)
                .use("e2", 1).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void aRefundInTheWindowMakesRoom() {
        rich().spendCap(50, DAY).use("e1", 30).use("e2", 20).voidUsage("e1")
                .use("e3", 31).expectRefused(ProblemType.SPEND_CAP_REACHED)
                .use("e4", 30).expectBalance(950);
    }

    @Test
    void aRefundOfAnOlderChargeMakesRoomInTheWindowItIsBookedIn() {
        rich().spendCap(50, DAY).use("e1", 40)
                .at(NEXT_MONTH).voidUsage("e1").use("e2", 90).expectBalance(910)
                .use("e3", 1).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void countsWhatWasConsumedBeforeTheCapWasSet() {
        rich().use("e1", 40).spendCap(50, DAY).use("e2", 11).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void countsNegativeAdjustmentsAsConsumptionButDoesNotRefuseThem() {
        rich().spendCap(50, DAY).adjust(-60).expectBooked("adjust -60 [1:60]")
                .use("e", 1).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void whatExpiresOrIsVoidedIsNoConsumption() {
        given().grants(credits(100).until(minute(1)), credits(100), credits(100)).spendCap(50, DAY).voidBlock(2)
                .at(minute(2)).use("e", 50).expectBalance(50);
    }

    @Test
    void standsAgainstOverageToo() {
        given().policy(OveragePolicy.ALLOW, Optional.empty()).spendCap(50, DAY)
                .use("e1", 51).expectRefused(ProblemType.SPEND_CAP_REACHED).use("e2", 50).expectBalance(-50);
    }

    @Test
    void lettingNothingThroughItStillLetsFreeUsageThrough() {
        rich().spendCap(0, MONTH).use("e1", 1).expectRefused(ProblemType.SPEND_CAP_REACHED)
                .use("e2", 0).expectBooked("usage 0 []");
    }

    private static Scenario rich() {
        return given().at(START.minus(Duration.ofDays(4))).grants(credits(1_000)).at(START);
    }
}
