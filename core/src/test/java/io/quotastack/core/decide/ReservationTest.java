package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.reservation.ReservationDecider;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 7: holds. A hold is named by the sequence of the entry that made it. */
class ReservationTest {

    @Test
    void aReservationKeepsBlocksInBurnOrderAndLeavesTheBalance() {
        given().grants(credits(50).priority(1), credits(30)).reserve(40, 5)
                .expectBooked("reserve 0 held +40 [2:30 1:10]").expectEvents("reservation.created").expectBalance(80)
                .expectReserved(40);
    }

    @Test
    void whatIsHeldNoOtherChargeCanUse() {
        holding(80, 50).use("e", 31).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", 30L)
                .use("f", 30).expectBooked("usage -30 [1:30]").reserve(1, 5)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void aCommitChargesTheHeldCreditsAndGivesTheRestBack() {
        holding(80, 50).commit(2, 20).expectBooked("commit -20 held -50 [1:20]").expectEvents("reservation.committed")
                .expectBalance(60).expectReserved(0);
    }

    @Test
    void aCommitOfNothingGivesAllBack() {
        holding(80, 50).commit(2, 0).expectBooked("commit 0 held -50 []").expectBalance(80).expectReserved(0);
    }

    @Test
    void aCommitAboveTheReservationChargesTheDifferenceInTheSameEntry() {
        given().grants(credits(50), credits(50)).reserve(30, 5).commit(3, 70)
                .expectBooked("commit -70 held -30 [1:50 2:20]").expectBalance(30);
    }

    @Test
    void aCommitAboveTheReservationThatDoesNotFitLeavesTheReservation() {
        holding(80, 50).use("e", 20).commit(2, 61).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "required", 11L)
                .expectReserved(50).commit(2, 60).expectBooked("commit -60 held -50 [1:60]");
    }

    @Test
    void aReservationOnAMetricIsPricedByItsRuleAndCountsAtCommit() {
        given().metric("tokens", new Price.PerUnit(3)).grants(credits(100)).reserveUnits("tokens", 10, 5)
                .expectBooked("reserve 0 held +30 [1:30]").metric("tokens2", new Price.PerUnit(9))
                .commitUnits(2, 4).expectBooked("commit -12 held -30 [1:12]");
    }

    @Test
    void tierCountersAreReadAtCommitAndCountIt() {
        var tiers = new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
                List.of(new Tier(OptionalLong.of(10), 5, 0), new Tier(OptionalLong.empty(), 1, 0)));
        given().metric(METRIC, tiers).grants(credits(100)).reserveUnits(METRIC, 10, 5)
                .expectBooked("reserve 0 held +50 [1:50]").use("e", 8).commitUnits(2, 10)
                .expectBooked("commit -18 held -50 [1:18]").expectUnits(TierPeriod.of(minute(0)), 18);
    }

    @Test
    void creditsCommittedOnAMetricsReservationAreOneEventWithoutUnits() {
        given().grants(credits(100)).reserveUnits(METRIC, 10, 5).commit(2, 7).expectBooked(
                "commit -7 held -10 [1:7]").expectUnits(TierPeriod.of(minute(0)), 0);
    }

    @Test
    void unitsCannotBeCommittedOnAReservationOfPlainCreditsAndTheKeyStaysFree() {
        holding(80, 50).commitUnits(2, 5).expectRefused(ProblemType.INVALID_REQUEST);

        Scenario scenario = holding(80, 50).commitUnits(2, 5);
        assertThat(scenario.last().keepAnswer()).isEmpty();
    }

    @Test
    void aReleaseGivesAllBack() {
        holding(80, 50).release(2).expectBooked("release 0 held -50 [1:50]").expectEvents("reservation.released")
                .expectBalance(80).expectReserved(0);
    }

    @Test
    void aFinalReservationStaysAsItIs() {
        holding(80, 50).release(2).commit(2, 1)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "released").release(2)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "released").extend(2, 9)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "released");
        holding(80, 50).commit(2, 1).commit(2, 1)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "committed");
    }

    @Test
    void whatIsNoReservationIsNotFound() {
        holding(80, 50).commit(1, 1).expectRefused(ProblemType.NOT_FOUND, "resource", "reservation").commit(99, 1)
                .expectRefused(ProblemType.NOT_FOUND, "resource", "reservation");
    }

    @Test
    void aReservationOfACustomerThatIsNotThereIsNotFound() {
        Scenario scenario = given();
        scenario.decide(scenario.byId(new Command.ReleaseReservation(2, Optional.empty())))
                .expectRefused(ProblemType.NOT_FOUND, "resource", "reservation").expectNoCustomer();
    }

    @Test
    void aReservationEndsToTheMillisecond() {
        holding(80, 50).at(minute(5).minusMillis(1)).commit(2, 10).expectBooked("commit -10 held -50 [1:10]");
        holding(80, 50).at(minute(5)).commit(2, 10)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "expired")
                .expectBooked("reserve_expired 0 held -50 [1:50]").expectEvents("reservation.expired")
                .expectReserved(0);
    }

    @Test
    void aReservationThatRanOutDidSoAtItsOwnInstant() {
        holding(80, 50).at(minute(60)).use("e", 80)
                .expectBooked("reserve_expired 0 held -50 [1:50]", "usage -80 [1:80]")
                .expectOccurred(minute(5), minute(60));
    }

    @Test
    void anExtensionBooksNothingAndNeverShortens() {
        holding(80, 50).at(minute(4)).extend(2, 10).expectBooked().at(minute(13)).commit(2, 10)
                .expectBooked("commit -10 held -50 [1:10]");
        holding(80, 50).extend(2, 1).expectBooked().at(minute(4)).commit(2, 10)
                .expectBooked("commit -10 held -50 [1:10]");
    }

    @Test
    void aReservationOfNothingIsAReservationLikeAnyOther() {
        given().grants(credits(10)).reserve(0, 5).expectBooked("reserve 0 []").commit(2, 4)
                .expectBooked("commit -4 [1:4]");
        given().grants(credits(10)).reserve(0, 5).at(minute(5)).tick().expectBooked("reserve_expired 0 []");
    }

    @Test
    void heldCreditsOutliveTheirBlocksExpiryAndGoWhenTheyComeBack() {
        given().grants(credits(50).until(minute(3))).reserve(20, 5).at(minute(3)).tick()
                .expectBooked("expire -30 [1:30]").expectBalance(20).expectReserved(20).at(minute(4)).commit(2, 15)
                .expectBooked("commit -15 held -20 [1:15]", "expire -5 [1:5]")
                .expectEvents("reservation.committed", "credit.expired").expectBalance(0);
    }

    @Test
    void aBlockThatIsHeldWholeExpiresWithoutAnEntryUntilItIsGivenBack() {
        given().grants(credits(50).until(minute(3))).reserve(50, 5).at(minute(4)).tick().expectBooked()
                .expectBalance(50).release(2).expectBooked("release 0 held -50 [1:50]", "expire -50 [1:50]");
    }

    @Test
    void aReservationAndItsBlockThatEndAtOneInstantDoSoInThisOrder() {
        given().grants(credits(50).until(minute(5))).reserve(20, 5).at(minute(5)).tick()
                .expectBooked("reserve_expired 0 held -20 [1:20]", "expire -50 [1:50]")
                .expectOccurred(minute(5), minute(5));
    }

    @Test
    void whatAReservationGivesBackExpiresLaterInTheSameStepWhenItsTimeHasCome() {
        given().grants(credits(50).until(minute(7))).reserve(50, 5).at(minute(9)).tick()
                .expectBooked("reserve_expired 0 held -50 [1:50]", "expire -50 [1:50]")
                .expectOccurred(minute(5), minute(7));
    }

    @Test
    void heldCreditsOutliveTheVoidingOfTheirBlock() {
        given().grants(credits(50)).reserve(20, 5).voidBlock(1).expectBooked("void -30 [1:30]").expectBalance(20)
                .voidBlock(1).expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "voided").release(2)
                .expectBooked("release 0 held -20 [1:20]", "void -20 [1:20]").expectBalance(0);
    }

    @Test
    void aBlockHeldWholeCanBeVoidedAndGivesNothingBackThen() {
        given().grants(credits(50)).reserve(50, 5).voidBlock(1).expectBooked("void 0 [1:0]").commit(2, 30)
                .expectBooked("commit -30 held -50 [1:30]", "void -20 [1:20]");
    }

    @Test
    void anExpiredBlockThatIsStillHeldCannotBeVoided() {
        given().grants(credits(50).until(minute(3))).reserve(20, 5).at(minute(4)).voidBlock(1)
                .expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "expired");
    }

    @Test
    void beyondTheBlocksAReservationIsOfNoBlockAndChargedLikeADebitAtCommit() {
        allowing(100).grants(credits(30)).reserve(50, 5).expectBooked("reserve 0 held +50 [1:30 over:20]")
                .expectReserved(50).grant(credits(15)).expectBooked("grant +15 [2:15]").commit(2, 50)
                .expectBooked("commit -50 held -50 [1:30 2:15 over:5]").expectBalance(-5);
    }

    @Test
    void theOverageLimitCountsHolds() {
        allowing(20).grants(credits(30)).reserve(50, 5).use("e", 1)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", -20L);
    }

    @Test
    void whatAReservationGivesBackRepaysOverage() {
        allowing(100).grants(credits(30)).reserve(30, 5).use("e", 20).expectBooked("usage -20 [over:20]").release(2)
                .expectBooked("release 0 held -30 [1:30] repaid [1:20]").expectBalance(10);
        allowing(100).grants(credits(30)).reserve(30, 5).use("e", 20).commit(2, 15)
                .expectBooked("commit -15 held -30 [1:15] repaid [1:15]").expectBalance(-5);
    }

    @Test
    void whatComesBackToAnEndedBlockRepaysNothing() {
        allowing(100).grants(credits(30).until(minute(3))).reserve(30, 9).use("e", 20).at(minute(4)).release(2)
                .expectBooked("release 0 held -30 [1:30]", "expire -30 [1:30]").expectBalance(-20);
    }

    @Test
    void openReservationsCountAgainstTheSpendCapAndACommitUpToTheReservationIsNeverRefused() {
        given().grants(credits(100)).spendCap(50, SpendCap.Per.DAY).reserve(40, 5).use("e", 11)
                .expectRefused(ProblemType.SPEND_CAP_REACHED).spendCap(0, SpendCap.Per.DAY).commit(2, 41)
                .expectRefused(ProblemType.SPEND_CAP_REACHED).commit(2, 40).expectBooked("commit -40 held -40 [1:40]");
    }

    @Test
    void releasingAllEndsTheOldestThousand() {
        Scenario scenario = given().grants(credits(5_000));
        for (int i = 0; i < ReservationDecider.MOST_RELEASED_AT_ONCE + 2; i++) {
            scenario.decideUnaudited(scenario.reserving(3, 5));
        }
        scenario.releaseAll().expectOutcome(new Outcome.ReservationsReleased(1_000, 3_000, 2)).expectReserved(6)
                .releaseAll().expectOutcome(new Outcome.ReservationsReleased(2, 6, 0)).expectReserved(0).releaseAll()
                .expectOutcome(new Outcome.ReservationsReleased(0, 0, 0));
    }

    @Test
    void aCustomerHasSoManyOpenReservations() {
        Scenario scenario = given().grants(credits(50_000));
        for (int i = 0; i < ReservationDecider.MOST_OPEN_RESERVATIONS; i++) {
            scenario.decideUnaudited(scenario.reserving(1, 5));
        }
        scenario.reserve(1, 5).expectRefused(ProblemType.LIMIT_EXCEEDED).release(2).reserve(1, 5)
                .expectOutcome(Outcome.Reserved.class);
    }

    @Test
    void aDebitDoesNotReadTheBlocksThatHoldsKeepWhole() {
        Scenario scenario = given().grantsUnaudited(5_000, credits(2).until(minute(90))).reserve(9_999, 60)
                .grant(credits(100));
        int before = scenario.state().rowsRead();
        scenario.use("e", 5);
        assertThat(scenario.state().rowsRead() - before).isLessThan(20);
    }

    @Test
    void whatEndedAReservationIsKeptForEver() {
        Scenario scenario = holding(80, 50).release(2);
        assertThat(scenario.state().endOfReservation(2)).contains(ReservationEnd.RELEASED);
        assertThat(scenario.state().reservation(2)).isEmpty();
    }

    @Test
    void holdsCrossTheLinesThatAreWatched() {
        given().lowBalanceAt(40).grants(credits(100)).reserve(60, 5)
                .expectEvents("reservation.created", "credit.balance_low").reserve(40, 5)
                .expectEvents("reservation.created", "credit.depleted");
    }

    // CONTRACT 5: a committed reservation is given back the same way as usage.

    @Test
    void aRefundGivesBackToTheBlocksWhatTheCommitTook() {
        Scenario scenario = given().grants(credits(50), credits(50)).reserve(30, 5).commit(3, 70).refund(3)
                .expectBooked("refund +70 [1:50 2:20]").expectEvents("credit.refunded").expectBalance(100)
                .expectReserved(0).expectLeft(1, 50).expectLeft(2, 50);

        assertThat(scenario.last().entries().getFirst().reservation()).hasValue(3);
        assertThat(scenario.figures().lifetimeConsumed()).isZero();
        assertThat(scenario.state().endOfReservation(3).orElseThrow().status()).isEqualTo(ReservationStatus.COMMITTED);
    }

    @Test
    void aRefundIsOnceOnly() {
        holding(80, 50).commit(2, 20).refund(2).refund(2)
                .expectRefused(ProblemType.USAGE_STATE, "usage_status", "voided")
                .expectRefused(ProblemType.USAGE_STATE, "reservation_status", "committed").expectBalance(80);
    }

    @Test
    void aReservationThatIsActiveHasNoChargeToGiveBackYet() {
        holding(80, 50).refund(2).expectRefused(ProblemType.USAGE_STATE, "usage_status", "pending")
                .expectRefused(ProblemType.USAGE_STATE, "reservation_status", "active").expectReserved(50)
                .commit(2, 20).expectOutcome(Outcome.ReservationEnded.class);
    }

    @Test
    void whatWasReleasedOrExpiredIsNotRefunded() {
        holding(80, 50).release(2).refund(2)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "released");
        holding(80, 50).at(minute(5)).refund(2)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "expired");
        given().grants(credits(1)).refund(7).expectRefused(ProblemType.NOT_FOUND, "resource", "reservation");
    }

    @Test
    void aRefundedReservationStaysFinal() {
        holding(80, 50).commit(2, 20).refund(2).commit(2, 1)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "committed").release(2)
                .expectRefused(ProblemType.RESERVATION_NOT_ACTIVE, "reservation_status", "committed");
    }

    @Test
    void aRefundTakesTheUnitsOffTheCountersAndAReservationInPlainCreditsCountsInNone() {
        TierPeriod january = TierPeriod.of(START);
        given().grants(credits(100)).use("e", 5).reserveUnits(METRIC, 10, 5).commitUnits(3, 7)
                .expectUnits(january, 12).refund(3).expectUnits(january, 5).reserve(10, 5).commit(6, 10).refund(6)
                .expectBooked("refund +10 [1:10]").expectUnits(january, 5).expectBalance(95);
    }

    @Test
    void aCommitOfNothingIsRefundedWithNothing() {
        holding(80, 50).commit(2, 0).refund(2).expectBooked("refund 0 []").refund(2)
                .expectRefused(ProblemType.USAGE_STATE);
    }

    @Test
    void whatARefundGivesToAnExpiredBlockIsGoneAgainAtOnce() {
        given().grants(credits(50).until(minute(9))).reserve(50, 5).commit(2, 50).at(minute(9)).refund(2)
                .expectBooked("refund +50 [1:50]", "expire -50 [1:50]").expectBalance(0);
    }

    @Test
    void theOverageShareOfARefundLowersOverage() {
        allowing(100).grants(credits(10)).reserve(14, 5).commit(2, 14).expectBalance(-4).refund(2)
                .expectBooked("refund +14 [1:10 over:4]").expectBalance(10);
    }

    @Test
    void aRefundThatOvertookTheHistoryOfItsCommitIsSentAgain() {
        Scenario scenario = holding(80, 50).commit(2, 20);
        scenario.decide("k", new Command.RefundReservation(2, "a reason", Optional.empty()))
                .expectRefused(ProblemType.UNAVAILABLE);
        scenario.decide("k", new Command.RefundReservation(2, "a reason", scenario.history().commit(2)))
                .expectBooked("refund +20 [1:20]");
    }

    private static Scenario holding(long granted, long held) {
        return given().grants(credits(granted)).reserve(held, 5);
    }

    private static Scenario allowing(long limit) {
        return given().policy(OveragePolicy.ALLOW, Optional.of(limit));
    }
}
