package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.wallet.NewBlock;
import io.quotastack.core.decide.wallet.Refund;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 5, void: what an event was charged goes back where it came from. */
class RefundTest {

    private static final Instant PERIOD_END = Instant.parse("2026-02-28T12:00:00Z");

    @Test
    void givesBackToTheBlocksWhatCameFromThem() {
        Scenario scenario = given().grants(credits(10), credits(10)).use("e", 14).voidUsage("e")
                .expectBooked("refund +14 [1:10 2:4]").expectEvents("credit.refunded").expectLeft(1, 10)
                .expectLeft(2, 10);

        assertThat(scenario.figures().lifetimeConsumed()).isZero();
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(20);
    }

    @Test
    void bringsADepletedBlockBackWithItsExpiry() {
        given().grants(credits(10).until(minute(5))).use("e", 10).voidUsage("e").expectBooked("refund +10 [1:10]")
                .at(minute(5)).adjust(1).expectBooked("expire -10 [1:10]", "adjust +1 [2:1]");
    }

    @Test
    void whatGoesBackToAnExpiredBlockIsGoneAgainAtOnce() {
        given().grants(credits(10).until(minute(5)), credits(10)).use("e", 14)
                .at(minute(6)).voidUsage("e").expectBooked("refund +14 [2:4 1:10]", "expire -10 [1:10]")
                .expectOccurred(minute(6), minute(6)).expectEvents("credit.refunded", "credit.expired")
                .expectBalance(10);
    }

    @Test
    void atTheVeryInstantOfExpiryTheBlockIsExpired() {
        given().grants(credits(10).until(minute(5))).use("e", 10)
                .at(minute(5)).voidUsage("e").expectBooked("refund +10 [1:10]", "expire -10 [1:10]");
    }

    @Test
    void whatGoesBackToAVoidedBlockIsVoidedAgainAtOnce() {
        given().grants(credits(10)).use("e", 4).voidBlock(1).expectBooked("void -6 [1:6]")
                .voidUsage("e").expectBooked("refund +4 [1:4]", "void -4 [1:4]").expectBalance(0);
    }

    @Test
    void aBlockThatWasVoidedAndExpiredSinceCountsAsVoided() {
        given().grants(credits(10).until(minute(5))).use("e", 4).voidBlock(1)
                .at(minute(6)).voidUsage("e").expectBooked("refund +4 [1:4]", "void -4 [1:4]");
    }

    @Test
    void theOverageShareLowersOverage() {
        allowing().grants(credits(10)).use("e", 14).use("e2", 3)
                .voidUsage("e").expectBooked("refund +14 [1:10 over:4] repaid [1:3]").expectLeft(1, 7)
                .expectBalance(7);
    }

    @Test
    void theOverageShareBecomesAFreeBlockWhereThereIsNoOverageLeft() {
        Scenario scenario = allowing().use("e", 4).grants(credits(10).until(minute(9)))
                .voidUsage("e").expectBooked("refund +4 [2:4]").expectLeft(2, 4).expectBalance(10);

        assertThat(scenario.history().block(2).expiresAt()).isEmpty();
        assertThat(scenario.history().block(2).paid()).isFalse();
        assertThat(scenario.history().block(2).priority()).isZero();
    }

    @Test
    void anOverageShareLargerThanTheOverageIsSplit() {
        allowing().use("e", 10).grants(credits(7)).voidUsage("e").expectBooked("refund +10 [2:7 over:3]")
                .expectLeft(2, 7).expectBalance(7);
    }

    @Test
    void whatComesBackToLiveBlocksRepaysOverageOfOtherEvents() {
        allowing().grants(credits(10)).use("e", 6).use("e2", 10).expectBalance(-6)
                .voidUsage("e").expectBooked("refund +6 [1:6] repaid [1:6]").expectLeft(1, 0).expectBalance(0);
    }

    @Test
    void whatComesBackToAnExpiredBlockRepaysNothing() {
        allowing().grants(credits(10).until(minute(5))).use("e", 10).use("e2", 6).expectBalance(-6)
                .at(minute(5)).voidUsage("e").expectBooked("refund +10 [1:10]", "expire -10 [1:10]")
                .expectBalance(-6);
    }

    @Test
    void noLineIsCrossedByWhatComesAndGoesInOneStep() {
        allowing().grants(credits(10).until(minute(5))).lowBalanceAt(5).use("e", 10)
                .at(minute(6)).voidUsage("e").expectEvents("credit.refunded", "credit.expired");
    }

    @Test
    void onceOnly() {
        given().grants(credits(10)).use("e", 4).voidUsage("e")
                .voidUsage("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "voided").expectBalance(10);
    }

    @Test
    void anEventThatWasNeverChargedHasNothingToGiveBack() {
        given().grants(credits(10)).voidUsage("e").expectRefused(ProblemType.NOT_FOUND, "resource", "usage_event")
                .use("e", 11).voidUsage("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "refused");
    }

    @Test
    void aVoidThatOvertookTheHistoryOfItsChargeIsSentAgain() {
        Command overtaking = new Command.VoidUsage("e", "a reason", Optional.empty());
        Scenario scenario = given().grants(credits(10)).use("e", 4);

        scenario.decide("k", overtaking).expectRefused(ProblemType.UNAVAILABLE);
        assertThat(scenario.last().keepAnswer()).as("5xx leave nothing").isEmpty();
        scenario.decide("k", new Command.VoidUsage("e", "a reason", scenario.history().charge("e")))
                .expectBooked("refund +4 [1:4]");
    }

    @Test
    void anEventThatCostNothingIsRefundedWithNothing() {
        given().use("e", 0).expectBooked("usage 0 []").expectEvents()
                .voidUsage("e").expectBooked("refund 0 []").expectOutcome(Outcome.CreditsWritten.class);
    }

    @Test
    void takesTheUnitsOffTheMonthOfTheEvent() {
        TierPeriod january = TierPeriod.of(START);
        TierPeriod february = TierPeriod.of(minute(12 * 60));
        given().grants(credits(100)).use("e1", 5).use("e2", 7).expectUnits(january, 12)
                .at(minute(12 * 60)).use("e3", 1).voidUsage("e1")
                .expectUnits(january, 7).expectUnits(february, 1);
    }

    @Test
    void aVoidedEventsIdStaysTaken() {
        given().grants(credits(10)).use("e", 4).voidUsage("e")
                .use("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2)).expectBalance(10);
    }

    /** A charge of all blocks that can be: given back, and bounded when charges and refunds take turns. */
    @Test
    void refundsLeaveABoundedNumberOfUnspentBlocks() {
        int most = NewBlock.MOST_UNSPENT_BLOCKS;
        Scenario scenario = given().grantsUnaudited(most, credits(1)).use("a", most).grantsUnaudited(most, credits(1))
                .use("b", most).grantsUnaudited(most, credits(1));

        scenario.voidUsage("a").expectOutcome(Outcome.CreditsWritten.class).expectBalance(2L * most);
        scenario.voidUsage("b").expectRefused(ProblemType.LIMIT_EXCEEDED);
        scenario.use("c", 2L * most).voidUsage("b").expectOutcome(Outcome.CreditsWritten.class);
        scenario.use("d", most).voidUsage("c").expectOutcome(Outcome.CreditsWritten.class).expectBalance(2L * most);

        assertThat(scenario.figures().unspentBlocks()).isEqualTo(Refund.MOST_UNSPENT_BLOCKS);
    }

    // The end of a period block moves with its subscription, also while nothing is left of it.

    @Test
    void whatGoesBackToADrainedPeriodBlockLivesOnInGrace() {
        onPlan().use("e", 100).at(PERIOD_END.plusSeconds(3_600)).voidUsage("e").expectBooked("refund +100 [1:100]")
                .expectLeft(1, 100).at(PERIOD_END.plus(Duration.ofDays(3))).tick().expectBooked("expire -100 [1:100]");
    }

    @Test
    void whatGoesBackToAPeriodBlockWithSomethingLeftLivesOnInGrace() {
        onPlan().use("e", 40).at(PERIOD_END.plusSeconds(3_600)).voidUsage("e").expectBooked("refund +40 [1:40]")
                .expectBalance(100);
    }

    @Test
    void aVoidedPeriodBlockStaysVoidedInGrace() {
        onPlan().use("e", 40).voidBlock(1).at(PERIOD_END.plusSeconds(3_600)).voidUsage("e")
                .expectBooked("refund +40 [1:40]", "void -40 [1:40]");
    }

    @Test
    void whatGoesBackToADrainedPeriodBlockInAPauseEndsWithTheLongerPeriod() {
        onPlan().use("e", 100).decide(new Command.PauseSubscription(1))
                .at(PERIOD_END.plusSeconds(3_600)).voidUsage("e").expectBooked("refund +100 [1:100]")
                .decide(new Command.ResumeSubscription(1)).expectBooked()
                .at(PERIOD_END.plusSeconds(7_200)).tick().expectBooked().expectBalance(100);
    }

    @Test
    void whatGoesBackToADrainedPeriodBlockAfterAPauseLivesUntilItsMovedEnd() {
        onPlan().use("e", 100).decide(new Command.PauseSubscription(1)).at(START.plus(Duration.ofDays(5)))
                .decide(new Command.ResumeSubscription(1)).at(PERIOD_END.plus(Duration.ofDays(4))).voidUsage("e")
                .expectBooked("refund +100 [1:100]");
    }

    @Test
    void whatGoesBackToADrainedPeriodBlockOfACanceledSubscriptionIsGoneAgainAtOnce() {
        onPlan().use("e", 100).decide(new Command.CancelSubscription(1, false)).voidUsage("e")
                .expectBooked("refund +100 [1:100]", "expire -100 [1:100]");
    }

    @Test
    void whatGoesBackToADrainedPeriodBlockIsGoneAgainOnceThePeriodIsRenewed() {
        onPlan().use("e", 100).at(PERIOD_END.minusSeconds(3_600)).renew().at(PERIOD_END).voidUsage("e")
                .expectBooked("grant +100 [2:100]", "refund +100 [1:100]", "expire -100 [1:100]");
    }

    /** A block of 100 until the end of February, with three days of grace. */
    private static Scenario onPlan() {
        return given().plan("p", Offer.every(Interval.MONTH).granting(100).terms(), Map.of()).subscribe("p");
    }

    private static Scenario allowing() {
        return given().policy(OveragePolicy.ALLOW, Optional.empty());
    }
}
