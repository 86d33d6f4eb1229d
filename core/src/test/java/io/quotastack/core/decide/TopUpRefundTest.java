package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command.RefundTopUp;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.command.Command.TopUp;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Price;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 8: a payment that went back takes its credits with it. */
class TopUpRefundTest {

    private static final TopUp PACKAGE = new TopUp(new TopUpOf.SoldPackage("pack"), Optional.empty(),
            Optional.empty(), Optional.of("pay_1"), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    @Test
    void takesBackWhatIsLeft() {
        Scenario scenario = paid().use("e1", 30).decide(whole()).expectBooked("void -70 [1:70]").expectBalance(0);

        expect(scenario, 70, 30, 0, 0);
        assertThat(scenario.state().voided(1)).isTrue();
    }

    @Test
    void whatWasUsedBecomesADebtWhateverThePolicy() {
        Scenario scenario = paid().use("e1", 30).decide(clawingBack())
                .expectBooked("void -70 [1:70]", "adjust -30 [over:30]").expectBalance(-30);

        expect(scenario, 70, 30, 0, 30);
    }

    @Test
    void whatIsClawedBackIsNoConsumption() {
        Scenario scenario = paid().spendCap(40, SpendCap.Per.DAY).use("e1", 30).decide(clawingBack());

        assertThat(scenario.figures().lifetimeConsumed()).isEqualTo(30);
        scenario.grants(credits(100)).use("e2", 10).expectOutcome(Outcome.UsageCharged.class)
                .use("e3", 1).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void whatElseTheCustomerHasPaysTheDebtFirst() {
        paid().use("e1", 30).grants(credits(20)).decide(clawingBack())
                .expectBooked("void -70 [1:70]", "adjust -30 [2:20 over:10]").expectBalance(-10);
    }

    @Test
    void aPartTakesAtMostSoMuchAndLeavesTheBlockAlive() {
        Scenario scenario = paid().use("e1", 30).decide(part(25, false)).expectBooked("void -25 [1:25]");

        expect(scenario, 25, 30, 0, 0);
        assertThat(scenario.state().voided(1)).isFalse();
        scenario.use("e2", 45).expectBooked("usage -45 [1:45]").expectBalance(0);
    }

    @Test
    void aPartIsClawedBackAsFarAsItWasSpentOnly() {
        Scenario scenario = paid().use("e1", 80).decide(part(50, true))
                .expectBooked("void -20 [1:20]", "adjust -30 [over:30]");

        expect(scenario, 20, 80, 0, 30);
    }

    @Test
    void allPartsTogetherNeverTakeMoreThanWasPaid() {
        Scenario scenario = paid().use("e1", 80).decide(part(50, true)).decide(part(40, true));
        expect(scenario, 0, 80, 0, 40);

        scenario.decide(part(40, true)).expectBooked("void 0 [1:0]", "adjust -10 [over:10]").expectBalance(-80);
        expect(scenario, 0, 80, 0, 10);

        scenario.decide(clawingBack()).expectBooked("void 0 [1:0]").expectBalance(-80);
        expect(scenario, 0, 80, 0, 0);
    }

    @Test
    void whatWasTakenBackFirstCanBeClawedBackLater() {
        paid().use("e1", 30).decide(whole()).decide(clawingBack())
                .expectBooked("adjust -30 [over:30]").expectBalance(-30);
    }

    @Test
    void itIsDoneOnceForItsKey() {
        paid().use("e1", 30).decide("refund", clawingBack()).decide("refund", clawingBack())
                .expectOutcome(Outcome.AnsweredBefore.class).expectNothingChanged().expectBalance(-30);
    }

    @Test
    void takesThePaidBlockThenTheBonus() {
        Scenario scenario = given().sells("pack", 40, 10, 99).buy(PACKAGE).decide(part(45, false))
                .expectBooked("void -40 [1:40]", "void -5 [2:5]").expectBalance(5);

        expect(scenario, 45, 0, 0, 0);
        scenario.decide(whole()).expectBooked("void 0 [1:0]", "void -5 [2:5]");
        expect(scenario, 5, 0, 0, 0);
    }

    @Test
    void oneBlockAloneCanBeTakenBack() {
        given().sells("pack", 40, 10, 99).buy(PACKAGE).decide(ofBlock(2)).expectBooked("void -10 [2:10]")
                .expectBalance(40);
    }

    @Test
    void whatIsHeldStaysUntilTheReservationEndsAndIsGoneThen() {
        Scenario scenario = paid().reserve(20, 5).decide(whole()).expectBooked("void -80 [1:80]").expectReserved(20);
        expect(scenario, 80, 0, 20, 0);

        scenario.release(2).expectBooked("release 0 held -20 [1:20]", "void -20 [1:20]").expectBalance(0);
        scenario.decide(clawingBack());
        expect(scenario, 0, 0, 0, 0);
    }

    @Test
    void whatAReservationSpendsAfterwardsCanBeClawedBack() {
        Scenario scenario = paid().reserve(20, 5).decide(clawingBack()).expectBooked("void -80 [1:80]").commit(2, 15)
                .decide(clawingBack()).expectBooked("adjust -15 [over:15]").expectBalance(-15);

        expect(scenario, 0, 15, 0, 15);
    }

    @Test
    void whatAReservationGivesBackToABlockTakenInPartCanBeSpent() {
        paid().reserve(20, 5).decide(part(80, false)).expectBooked("void -80 [1:80]").release(2)
                .expectBooked("release 0 held -20 [1:20]").use("e1", 20).expectBooked("usage -20 [1:20]");
    }

    @Test
    void aRefundOfUsageGivesNothingBackOfAPaymentThatWentBack() {
        paid().use("e1", 100).decide(whole()).expectBooked("void 0 [1:0]").voidUsage("e1")
                .expectBooked("refund +100 [1:100]", "void -100 [1:100]").expectBalance(0);
    }

    @Test
    void aRefundOfUsageTakesTheDebtOffThatItBecame() {
        Scenario scenario = paid().use("e1", 60).decide(clawingBack()).expectBalance(-60).voidUsage("e1")
                .expectBooked("refund +60 [over:60]").expectBalance(0);

        scenario.decide(clawingBack());
        expect(scenario, 0, 0, 0, 0);
    }

    @Test
    void aRefundOfUsageWhoseDebtWasPaidIsAFreeBlock() {
        paid().use("e1", 60).decide(clawingBack()).grants(credits(60)).expectBalance(0).voidUsage("e1")
                .expectBooked("refund +60 [3:60]").expectBalance(60);
    }

    @Test
    void ofAPartOnlyWhatWasClawedBackIsADebtTakenOff() {
        paid().use("e1", 100).decide(part(40, true)).expectBooked("adjust -40 [over:40]").voidUsage("e1")
                .expectBooked("refund +100 [1:60 over:40]").expectBalance(60).expectLeft(1, 60);
    }

    @Test
    void whatExpiredIsNeitherTakenNorUsed() {
        Scenario scenario = given().buy(credits(100).paid(990).until(minute(10)).payment("pay_1")).use("e1", 30)
                .at(minute(11)).decide(clawingBack()).expectBooked("expire -70 [1:70]", "adjust -30 [over:30]");

        expect(scenario, 0, 30, 0, 30);
    }

    @Test
    void whatRepaidOverageWasUsed() {
        Scenario scenario = given().policy(OveragePolicy.ALLOW, Optional.empty()).use("e1", 30)
                .buy(credits(100).paid(990).payment("pay_1")).decide(clawingBack())
                .expectBooked("void -70 [1:70]", "adjust -30 [over:30]").expectBalance(-30);

        expect(scenario, 70, 30, 0, 30);
    }

    @Test
    void whatWasVoidedByItselfWasTakenBackAlready() {
        Scenario scenario = paid().use("e1", 30).voidBlock(1).decide(clawingBack())
                .expectBooked("adjust -30 [over:30]");

        expect(scenario, 0, 30, 0, 30);
    }

    @Test
    void aBlockThatTakesEffectLaterIsTakenBackAsAWholeOnly() {
        Scenario scenario = given().grants(credits(100).paid(990).from(minute(10))).decide(
                new RefundTopUp(new SoldAs.Block(1), Optional.of(40L), "chargeback", false))
                .expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "scheduled").decide(ofBlock(1))
                .expectBooked("void 0 [1:0]");

        expect(scenario, 100, 0, 0, 0);
        scenario.at(minute(11)).tick().expectBooked().expectBalance(0);
    }

    @Test
    void whatNobodyPaidForIsNotFound() {
        paid().grants(credits(10)).decide(ofBlock(2)).expectRefused(ProblemType.NOT_FOUND, "resource", "payment")
                .decide(ofBlock(9)).expectRefused(ProblemType.NOT_FOUND, "resource", "block")
                .decide(new RefundTopUp(new SoldAs.Payment("pay_2"), Optional.empty(), "chargeback", false))
                .expectRefused(ProblemType.NOT_FOUND, "resource", "payment");
        given().decide(whole()).expectRefused(ProblemType.NOT_FOUND, "resource", "payment").expectNoCustomer();
    }

    @Test
    void aPaymentThatWentBackDoesNotGrantAgain() {
        paid().decide(whole()).buy(credits(100).paid(990).payment("pay_1"))
                .expectOutcome(new Outcome.GrantedBefore(1)).expectBalance(0);
    }

    @Test
    void aDebtThatNoInt64HoldsIsRefusedAndTakesNothing() {
        long most = Long.MAX_VALUE;
        given().policy(OveragePolicy.ALLOW, Optional.empty()).buy(credits(100).paid(990).payment("pay_1"))
                .use("e1", 40).metric("huge", new Price.PerUnit(most - 200))
                .use("e2", "huge", 1).expectOutcome(Outcome.UsageCharged.class).decide(clawingBack())
                .expectBooked("void 0 [1:0]", "adjust -100 [over:100]");
        given().policy(OveragePolicy.ALLOW, Optional.empty()).buy(credits(100).paid(990).payment("pay_1"))
                .use("e1", 100).metric("huge", new Price.PerUnit(most - 100))
                .use("e2", "huge", 1).expectOutcome(Outcome.UsageCharged.class).decide(clawingBack())
                .expectRefused(ProblemType.AMOUNT_OVERFLOW).expectBooked();
    }

    @Test
    void thePaymentStandsInEveryBlockAndEntryThatCameOfIt() {
        Scenario scenario = given().buy(credits(100).paid(990).until(minute(10)).payment("pay_1")).use("e1", 30)
                .decide(part(20, false)).decide(part(60, true)).at(minute(11)).tick();

        assertThat(scenario.history().entries().stream().filter(entry -> entry.externalPaymentId().isPresent())
                .map(entry -> entry.type().text())).containsExactly("grant", "void", "void", "adjust");
        assertThat(scenario.history().block(1).externalPaymentId()).contains("pay_1");
        assertThat(given().buy(credits(9).until(minute(1)).payment("pay_2")).at(minute(2)).tick().last().entries())
                .extracting(LedgerEntry::externalPaymentId).containsExactly(Optional.of("pay_2"));
    }

    private static Scenario paid() {
        return given().buy(credits(100).paid(990).payment("pay_1"));
    }

    private static RefundTopUp whole() {
        return new RefundTopUp(new SoldAs.Payment("pay_1"), Optional.empty(), "chargeback", false);
    }

    private static RefundTopUp clawingBack() {
        return new RefundTopUp(new SoldAs.Payment("pay_1"), Optional.empty(), "chargeback", true);
    }

    private static RefundTopUp part(long credits, boolean clawBack) {
        return new RefundTopUp(new SoldAs.Payment("pay_1"), Optional.of(credits), "refund", clawBack);
    }

    private static RefundTopUp ofBlock(long ordinal) {
        return new RefundTopUp(new SoldAs.Block(ordinal), Optional.empty(), "chargeback", false);
    }

    private static void expect(Scenario scenario, long takenBack, long used, long held, long clawedBack) {
        assertThat(scenario.last().outcome()).isInstanceOfSatisfying(Outcome.TopUpRefunded.class, refunded -> {
            assertThat(refunded.takenBack()).as("taken back").isEqualTo(takenBack);
            assertThat(refunded.used()).as("used").isEqualTo(used);
            assertThat(refunded.held()).as("held").isEqualTo(held);
            assertThat(refunded.clawedBack()).as("clawed back").isEqualTo(clawedBack);
        });
    }
}
