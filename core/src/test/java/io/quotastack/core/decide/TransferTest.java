package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.wallet.NewBlock;
import io.quotastack.core.decide.wallet.TransferDecider;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 3: credits go from one customer to another. */
class TransferTest {

    private final Scenario bob = given("bob");

    private Command transfer(long credits) {
        return new Command.TransferCredits(bob.customerRef(), credits, "moved house");
    }

    /** The one message of the last decision. */
    private static CommandEnvelope message(Scenario scenario) {
        assertThat(scenario.last().messages()).hasSize(1);
        return scenario.last().messages().getFirst();
    }

    @Test
    void theSenderIsDebitedInBurnOrderAndTheReceiverAsked() {
        Scenario ann = given().grants(credits(50).priority(1), credits(30)).decide(transfer(40));

        ann.expectBooked("transfer_out -40 [2:30 1:10]").expectEvents("credit.transferred_out").expectBalance(40)
                .expectOutcome(Outcome.TransferUnderWay.class);
        assertThat(ann.history().entries().getLast().metadata()).containsEntry("reason", "moved house")
                .containsEntry("to_customer_id", bob.customerRef().key().customerId().toString())
                .containsEntry("to_external_customer_id", "bob").containsKey("transfer_id");
        assertThat(message(ann).customer()).isEqualTo(bob.customerRef());
    }

    @Test
    void theReceiverGetsABlockForEachWithItsTermsAndItsShareOfThePrice() {
        Scenario ann = given().grants(credits(30).paid(100).priority(-5).until(minute(90)), credits(50))
                .decide(transfer(7)).decide(transfer(33));

        bob.at(minute(1)).decide(message(ann)).expectBooked("transfer_in +23 [1:23]", "transfer_in +10 [2:10]")
                .expectEvents("credit.transferred_in", "credit.transferred_in").expectBalance(33);

        BlockTerms first = bob.state().terms(1).orElseThrow();
        // 100 cents for 30 credits: 77 stood for the 23 that were left after the first transfer.
        assertThat(first.pricePaid()).contains(77L);
        assertThat(first.currency()).contains("EUR");
        assertThat(first.priority()).isEqualTo(-5);
        assertThat(first.expiresAt()).contains(minute(90));
        assertThat(first.effectiveAt()).isEqualTo(minute(1));
        assertThat(bob.state().terms(2).orElseThrow().pricePaid()).isEmpty();
        assertThat(bob.history().entries().getFirst().metadata()).containsEntry("from_external_customer_id", "acme");
    }

    @Test
    void whatComesFromBlocksOfTheSameTermsIsOneBlock() {
        Scenario ann = given().grants(credits(10).paid(3), credits(10).paid(5), credits(10).paid(5).priority(1))
                .decide(transfer(25));

        bob.decide(message(ann)).expectBooked("transfer_in +20 [1:20]", "transfer_in +5 [2:5]");
        assertThat(bob.state().terms(1).orElseThrow().pricePaid()).contains(8L);
        assertThat(bob.state().terms(2).orElseThrow().pricePaid()).contains(2L);
    }

    @Test
    void blocksWhosePricesTogetherPass64BitsStayApart() {
        Scenario ann = given().grants(credits(10).paid(Long.MAX_VALUE), credits(10).paid(1)).decide(transfer(20));

        bob.decide(message(ann)).expectBooked("transfer_in +10 [1:10]", "transfer_in +10 [2:10]");
        assertThat(bob.state().terms(1).orElseThrow().pricePaid()).contains(Long.MAX_VALUE);
    }

    @Test
    void whoeverAskedIsAnsweredWhenTheReceiverHasTold() {
        Scenario ann = given().grants(credits(50));
        CommandEnvelope asked = ann.keyed("k", transfer(50));
        ann.decide(asked);
        bob.decide(message(ann));

        ann.decide(message(bob)).expectBooked().expectOutcome(Outcome.TransferHeard.class);

        assertThat(ann.last().waited()).singleElement().satisfies(waited -> {
            assertThat(waited.envelope()).isEqualTo(asked);
            assertThat(waited.decision().outcome()).isInstanceOf(Outcome.Transferred.class);
            assertThat(waited.decision().keepAnswer()).isPresent();
        });
        assertThat(ann.state().rows(AccountRows.OUTGOING_TRANSFERS)).isEmpty();
        assertThat(ann.state().scheduledActions()).isEmpty();
        ann.decide(asked).expectNothingChanged().expectOutcome(Outcome.AnsweredBefore.class);
    }

    /** Both come as often as they like, and again much later. */
    @Test
    void questionsAndAnswersCountOnce() {
        Scenario ann = given().grants(credits(50)).decide(transfer(50));
        CommandEnvelope question = message(ann);
        bob.decide(question);
        CommandEnvelope answer = message(bob);
        bob.decide(question).expectBooked().expectBalance(50);
        assertThat(message(bob)).isEqualTo(answer);
        ann.decide(answer).decide(answer).expectBooked().expectBalance(0);
        assertThat(ann.last().waited()).isEmpty();
        bob.decide(question).expectBooked().expectBalance(50);
    }

    @Test
    void aLostQuestionIsAskedAgainEverLaterUpToAMinute() {
        Scenario ann = given().grants(credits(50)).decide(transfer(50));
        CommandEnvelope question = message(ann);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            var due = ann.state().scheduledActions().first().at();
            Duration pause = Duration.between(ann.now(), due);
            assertThat(pause).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(Duration.ofMinutes(1));
            last = pause;
            ann.at(due).tick().expectBooked();
            assertThat(message(ann)).isEqualTo(question);
        }
        assertThat(last).isEqualTo(Duration.ofMinutes(1));
    }

    /** Its own time does not come by itself; what is on its way is lost to neither meanwhile. */
    @Test
    void aSenderWhoseTestClockStandsAsksAgainWhenItIsMoved() {
        Scenario ann = given().moveClock(minute(0)).grants(credits(50)).decide(transfer(50));
        CommandEnvelope question = message(ann);
        ann.at(minute(60)).tick();
        assertThat(ann.last().messages()).isEmpty();

        ann.moveClock(minute(1));

        assertThat(message(ann)).isEqualTo(question);
        bob.decide(question).expectBalance(50);
        ann.decide(message(bob)).expectOutcome(Outcome.TransferHeard.class).expectBalance(0);
        assertThat(ann.state().rows(AccountRows.OUTGOING_TRANSFERS)).isEmpty();
    }

    @Test
    void aReceiverThatHasToldASenderWhoseTestClockStandsIsHeardAtOnce() {
        Scenario ann = given().moveClock(minute(0)).grants(credits(50)).decide(transfer(50));
        bob.decide(message(ann));

        ann.at(minute(60)).decide(message(bob)).expectOutcome(Outcome.TransferHeard.class);

        assertThat(ann.last().waited()).hasSize(1);
        assertThat(ann.state().rows(AccountRows.OUTGOING_TRANSFERS)).isEmpty();
    }

    @Test
    void aReceiverWithTooManyBlocksSendsAllBackToWhereItWas() {
        bob.grantsUnaudited(NewBlock.MOST_UNSPENT_BLOCKS, credits(1));
        Scenario ann = given().grants(credits(50).priority(1), credits(30).until(minute(10)));
        CommandEnvelope asked = ann.keyed("k", transfer(40));
        bob.decideUnaudited(message(ann.decide(asked)).command());
        CommandEnvelope answer = message(bob);

        ann.at(minute(5)).decide(answer).expectBooked("refund +40 [2:30 1:10]").expectBalance(80);

        Decision decision = ann.last().waited().getFirst().decision();
        assertThat(decision.outcome()).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.LIMIT_EXCEEDED));
        assertThat(ann.figures().lifetimeConsumed()).isZero();
        ann.decide(answer).expectBooked().expectBalance(80);
    }

    @Test
    void whatComesBackToABlockThatEndedIsGone() {
        bob.grantsUnaudited(NewBlock.MOST_UNSPENT_BLOCKS, credits(1));
        Scenario ann = given().grants(credits(30).until(minute(10))).decide(transfer(20));
        bob.decideUnaudited(message(ann).command());

        ann.at(minute(11)).decide(message(bob)).expectBooked("expire -10 [1:10]", "refund +20 [1:20]",
                "expire -20 [1:20]").expectBalance(0);
    }

    @Test
    void creditsThatEndedOnTheirWayAreGoneAtTheReceiver() {
        bob.policy(OveragePolicy.ALLOW, Optional.empty()).use("e", 5);
        Scenario ann = given().grants(credits(30).until(minute(10)), credits(2)).decide(transfer(32));

        bob.at(minute(10)).decide(message(ann))
                .expectBooked("transfer_in +30 [1:30]", "transfer_in +2 [2:2] repaid [2:2]",
                        "expire -30 [1:30]")
                .expectBalance(-3);
    }

    @Test
    void theCreditsPayBackTheReceiversOverageFirst() {
        bob.policy(OveragePolicy.ALLOW, Optional.empty()).use("e", 5);
        bob.decide(message(given().grants(credits(8)).decide(transfer(8)))).expectBalance(3);
    }

    @Test
    void onlyWhatIsThereAndNotHeldGoesWhateverThePolicy() {
        given().policy(OveragePolicy.ALLOW, Optional.empty()).grants(credits(50)).reserve(20, 5).decide(transfer(31))
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", 30L).decide(transfer(30))
                .expectBooked("transfer_out -30 [1:30]");
    }

    @Test
    void soManyBlocksAndTransfersAtOnce() {
        Scenario ann = given();
        for (int i = 0; i <= TransferDecider.MOST_BLOCKS; i++) {
            ann.grant(credits(2));
        }
        ann.decide(transfer(2 * TransferDecider.MOST_BLOCKS + 1)).expectRefused(ProblemType.LIMIT_EXCEEDED);
        for (int i = 0; i < TransferDecider.MOST_OUTGOING; i++) {
            ann.decide(transfer(1)).expectOutcome(Outcome.TransferUnderWay.class);
        }
        ann.decide(transfer(1)).expectRefused(ProblemType.LIMIT_EXCEEDED);
    }

    /** The answer to the request stands in its ledger's log: until it does, a repeat is told to wait. */
    @Test
    void aRepeatWhileItIsOnItsWayIsNoSecondTransfer() {
        Scenario ann = given().grants(credits(50)).decide("k", transfer(20)).decide("k", transfer(20));

        ann.expectOutcome(Outcome.AnsweredBefore.class).expectNothingChanged().expectBalance(30);
    }
}
