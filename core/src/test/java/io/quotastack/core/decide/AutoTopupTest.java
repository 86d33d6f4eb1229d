package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 8: the tenant is asked for a top-up once per crossing, never twice at a time. */
class AutoTopupTest {

    @Test
    void asksWhenTheBalanceComesToTheLine() {
        asking(9).use("e1", 49).expectEvents("credit.consumed")
                .use("e2", 1).expectEvents("credit.consumed", "topup.requested")
                .use("e3", 1).expectEvents("credit.consumed");
    }

    @Test
    void neverHasTwoRequestsOpen() {
        asking(9).use("e1", 50).adjust(50).use("e2", 50).expectEvents("credit.consumed");
    }

    @Test
    void asksAgainOnceTheFirstWasAnswered() {
        asking(9).use("e1", 50).buy(answering(1)).use("e2", 50).expectEvents("credit.consumed", "topup.requested");
    }

    @Test
    void asksAgainADayAfterARequestThatNobodyAnswered() {
        asking(9).use("e1", 50).adjust(50).at(minute(24 * 60)).use("e2", 50)
                .expectEvents("credit.consumed", "topup.requested");
    }

    @Test
    void asksSoOftenAUtcDayAndNoMore() {
        asking(1).use("e1", 50).buy(answering(1)).use("e2", 50).expectEvents("credit.consumed")
                .adjust(50).at(minute(12 * 60)).use("e3", 50).expectEvents("credit.consumed", "topup.requested");
    }

    @Test
    void holdsBringTheBalanceToTheLineToo() {
        asking(9).reserve(50, 5).expectEvents("reservation.created", "topup.requested");
    }

    @Test
    void aGrantNamesARequestThatWasMade() {
        asking(9).use("e1", 50).buy(answering(2)).expectRefused(ProblemType.NOT_FOUND);
    }

    @Test
    void aGrantMayNameARequestThatLapsed() {
        asking(9).use("e1", 50).at(minute(25 * 60)).buy(answering(1)).expectOutcome(Outcome.CreditsWritten.class);
    }

    @Test
    void asksForPackagesThatAreSoldOnly() {
        given().autoTopup(50, 9).expectRefused(ProblemType.NOT_FOUND)
                .grants(credits(100)).use("e", 60).expectEvents("credit.consumed");
    }

    private static Scenario asking(int maxPerDay) {
        return given().sells("pkg", 50, 0, 990).autoTopup(50, maxPerDay).grants(credits(100));
    }

    /** Fifty credits for the request of that ordinal. */
    private static Command.TopUp answering(long request) {
        var id = new ResourceId(ResourceId.Kind.TOPUP_REQUEST,
                CustomerKey.ofExternalId(Scenario.ENVIRONMENT, Scenario.NAME).customerId(), request);
        return new Command.TopUp(new Command.TopUpOf.Credits(50), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(id.toString()), Optional.empty(), Optional.empty(), Map.of());
    }
}
