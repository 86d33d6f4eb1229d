package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;

import org.junit.jupiter.api.Test;

import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 8: a payment grants once, as long as the ledger is kept. */
class PaymentTest {

    @Test
    void theSamePaymentAgainIsTheFirstGrant() {
        paid().at(minute(60 * 24 * 400)).buy(credits(100).paid(990).payment("pay_1"))
                .expectOutcome(new Outcome.GrantedBefore(1)).expectBooked().expectBalance(100);
    }

    @Test
    void onlyCreditsPriceAndCurrencyMakeItTheSame() {
        paid().buy(credits(100).paid(990).priority(7).until(minute(9)).payment("pay_1"))
                .expectOutcome(new Outcome.GrantedBefore(1));
    }

    @Test
    void theSamePaymentForSomethingElseIsAConflict() {
        paid().buy(credits(101).paid(990).payment("pay_1")).expectRefused(ProblemType.PAYMENT_CONFLICT)
                .buy(credits(100).paid(991).payment("pay_1")).expectRefused(ProblemType.PAYMENT_CONFLICT)
                .buy(credits(100).payment("pay_1")).expectRefused(ProblemType.PAYMENT_CONFLICT)
                .expectBooked().expectBalance(100);
    }

    @Test
    void anotherPaymentGrantsAgain() {
        paid().buy(credits(100).paid(990).payment("pay_2")).expectBooked("grant +100 [2:100]");
    }

    @Test
    void aRefusedGrantLeavesThePaymentFree() {
        given().buy(credits(100).until(minute(-1)).payment("pay_1"))
                .expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE)
                .buy(credits(100).payment("pay_1")).expectBooked("grant +100 [1:100]");
    }

    @Test
    void aBlockThatWasSpentOrVoidedDoesNotFreeItsPayment() {
        paid().voidBlock(1).buy(credits(100).paid(990).payment("pay_1"))
                .expectOutcome(new Outcome.GrantedBefore(1)).expectBalance(0);
    }

    private static Scenario paid() {
        return given().buy(credits(100).paid(990).payment("pay_1"));
    }
}
