package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 6 and 8: one event when a threshold is crossed from above. */
class BalanceThresholdsTest {

    @Test
    void emitsALowBalanceWhenItComesToTheThreshold() {
        given().lowBalanceAt(50).grants(credits(100))
                .use("e1", 49).expectEvents("credit.consumed")
                .use("e2", 1).expectEvents("credit.consumed", "credit.balance_low");
    }

    @Test
    void emitsOnceHoweverLowItGoes() {
        given().lowBalanceAt(50).grants(credits(100)).use("e1", 60)
                .expectEvents("credit.consumed", "credit.balance_low")
                .use("e2", 1).expectEvents("credit.consumed");
    }

    @Test
    void isArmedAgainByCrossingBack() {
        given().lowBalanceAt(50).grants(credits(100)).use("e1", 60)
                .adjust(10).expectEvents("credit.adjusted")
                .use("e2", 1).expectEvents("credit.consumed")
                .adjust(10).use("e3", 20).expectEvents("credit.consumed", "credit.balance_low");
    }

    @Test
    void theTenantsLineIsThatOfCustomersWithoutOne() {
        given().tenant(OveragePolicy.BLOCK, Optional.of(50L)).grants(credits(100))
                .use("e", 50).expectEvents("credit.consumed", "credit.balance_low");
        given().tenant(OveragePolicy.BLOCK, Optional.of(50L)).lowBalanceAt(10).grants(credits(100))
                .use("e", 50).expectEvents("credit.consumed");
    }

    @Test
    void emitsDepletionWhenTheBalanceComesToZero() {
        given().grants(credits(10)).use("e", 10).expectEvents("credit.consumed", "credit.depleted");
    }

    @Test
    void oneStepCanCrossEveryLine() {
        given().policy(OveragePolicy.NOTIFY, Optional.empty()).lowBalanceAt(5).grants(credits(10)).use("e", 11)
                .expectEvents("credit.consumed", "credit.balance_low", "credit.depleted", "credit.overage");
    }

    @Test
    void onlyNotifyEmitsOverage() {
        given().policy(OveragePolicy.ALLOW, Optional.empty()).use("e", 1).expectEvents("credit.consumed");
        given().policy(OveragePolicy.NOTIFY, Optional.empty())
                .use("e1", 1).expectEvents("credit.consumed", "credit.overage")
                .use("e2", 1).expectEvents("credit.consumed");
    }

    @Test
    void overageIsArmedAgainByComingBackToZero() {
        given().policy(OveragePolicy.NOTIFY, Optional.empty()).use("e1", 5)
                .adjust(4).use("e2", 1).expectEvents("credit.consumed")
                .adjust(2).use("e3", 1).expectEvents("credit.consumed", "credit.overage");
    }

    @Test
    void whatFallsDueCrossesLinesAtItsOwnInstant() {
        given().lowBalanceAt(5).grants(credits(10).until(minute(3)), credits(20).from(minute(5)))
                .at(minute(9)).use("e", 16).expectEvents("credit.expired", "credit.balance_low", "credit.depleted",
                        "credit.granted", "credit.consumed", "credit.balance_low");
    }

    @Test
    void anEmptyAccountIsNotDepletedByBeingMade() {
        given().lowBalanceAt(5).expectEvents().use("e", 0).expectEvents();
    }

    @Test
    void movingTheLineIsNoCrossing() {
        given().grants(credits(10)).lowBalanceAt(50).expectEvents();
    }

    @Test
    void aVoidedBlockCanDepleteToo() {
        given().grants(credits(10)).voidBlock(1).expectEvents("credit.adjusted", "credit.depleted");
    }

    @Test
    void everyEventHasItsOwnPlace() {
        // The auditor of every scenario checks that sequences have no gap; this one has all kinds of events.
        Scenario scenario = given().policy(OveragePolicy.NOTIFY, Optional.of(5L)).lowBalanceAt(5)
                .grants(credits(10).until(minute(3))).use("e1", 9).voidUsage("e1").accept("e2", 99)
                .expectEvents("usage.refused");
        scenario.at(minute(4)).use("e3", 3).expectEvents("credit.expired", "credit.balance_low", "credit.depleted",
                "credit.consumed", "credit.overage");
    }
}
