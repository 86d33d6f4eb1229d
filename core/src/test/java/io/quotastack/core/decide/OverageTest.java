package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 3 and 6: how far below zero, and back. */
class OverageTest {

    @Test
    void byDefaultRefusesWhatDoesNotFit() {
        given().grants(credits(10)).use("e", 11)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "required", 11L)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", 10L)
                .expectBooked().expectBalance(10);
    }

    @Test
    void whatFitsExactlyFits() {
        given().grants(credits(10)).use("e", 10).expectBooked("usage -10 [1:10]").expectBalance(0);
    }

    @Test
    void allowGoesBelowZeroByTheShareThatBlocksCannotGive() {
        allowing().grants(credits(10)).use("e", 15).expectBooked("usage -15 [1:10 over:5]").expectBalance(-5);
    }

    @Test
    void theLimitIsTheLowestBalanceItselfIncluded() {
        Scenario scenario = given().policy(OveragePolicy.ALLOW, Optional.of(5L)).grants(credits(10));

        scenario.use("e1", 16).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        scenario.use("e2", 15).expectBalance(-5);
        scenario.use("e3", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", -5L);
    }

    @Test
    void withoutALimitThereIsNoFloor() {
        allowing().use("e", 1_000_000_000L).expectBooked("usage -1000000000 [over:1000000000]");
    }

    @Test
    void theTenantsPolicyIsThatOfCustomersWithoutOne() {
        given().tenant(OveragePolicy.ALLOW, Optional.empty()).use("e", 5).expectBalance(-5);
        given().tenant(OveragePolicy.ALLOW, Optional.empty()).policy(OveragePolicy.BLOCK, Optional.empty())
                .use("e", 5).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void aNegativeAdjustmentFitsByTheSameRule() {
        given().grants(credits(10)).adjust(-11).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        allowing().grants(credits(10)).adjust(-11).expectBooked("adjust -11 [1:10 over:1]");
    }

    @Test
    void aGrantRepaysOverageAndKeepsTheRest() {
        inOverage(5).grant(credits(12)).expectBooked("grant +12 [1:12] repaid [1:5]").expectLeft(1, 7)
                .expectBalance(7);
    }

    @Test
    void aGrantThatOverageSwallowsLeavesAnEmptyBlock() {
        Scenario scenario = inOverage(5).grant(credits(3)).expectBooked("grant +3 [1:3] repaid [1:3]")
                .expectLeft(1, 0).expectBalance(-2);

        assertThat(scenario.figures().unspentBlocks()).isZero();
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(3);
    }

    @Test
    void aGrantThatOverageSwallowsExactlyLeavesZero() {
        inOverage(5).grant(credits(5)).expectBooked("grant +5 [1:5] repaid [1:5]").expectBalance(0);
    }

    @Test
    void aPositiveAdjustmentRepaysOverage() {
        inOverage(5).adjust(7).expectBooked("adjust +7 [1:7] repaid [1:5]").expectLeft(1, 2);
    }

    @Test
    void overageStandsWhenThePolicyIsTakenAway() {
        inOverage(5).policy(OveragePolicy.BLOCK, Optional.empty()).expectBalance(-5)
                .use("e2", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", -5L)
                .use("e3", 0).expectBooked("usage 0 []");
    }

    @Test
    void consumptionCountsWhatWentIntoOverageOnceAndRepaymentNot() {
        Scenario scenario = inOverage(5).grant(credits(12));

        assertThat(scenario.figures().lifetimeConsumed()).isEqualTo(5);
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(12);
    }

    private static Scenario allowing() {
        return given().policy(OveragePolicy.ALLOW, Optional.empty());
    }

    private static Scenario inOverage(long overage) {
        return allowing().use("e", overage);
    }
}
