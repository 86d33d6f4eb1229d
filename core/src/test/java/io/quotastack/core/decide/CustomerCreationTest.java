package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.NAME;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 2: when a customer comes to be. */
class CustomerCreationTest {

    private static final Command CREATE = new Command.CreateCustomer(Optional.of("Acme"), Map.of("tier", "gold"));

    @Test
    void aCustomerIsMadeOnce() {
        Scenario scenario = given().decide(CREATE).expectOutcome(Outcome.CustomerCreated.class).expectBooked();
        Customer made = scenario.state().customer().orElseThrow();
        assertThat(made.displayName()).contains("Acme");
        assertThat(made.createdAt()).isEqualTo(START);

        scenario.at(minute(1)).decide(new Command.CreateCustomer(Optional.of("Other"), Map.of()))
                .expectOutcome(new Outcome.CustomerExists(made));
        assertThat(scenario.state().customer()).contains(made);
    }

    @Test
    void aWriteThatTakesEffectMakesTheCustomerItNames() {
        Scenario scenario = given().grant(credits(10));

        assertThat(scenario.state().customer()).map(Customer::externalId).contains(NAME);
    }

    @Test
    void aRefusedWaitingWriteMakesNone() {
        given().use("e", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", 0L)
                .expectNoCustomer()
                .adjust(-1).expectRefused(ProblemType.INSUFFICIENT_CREDITS).expectNoCustomer()
                .voidBlock(1).expectRefused(ProblemType.NOT_FOUND, "resource", "block").expectNoCustomer()
                .use("e2", "unknown", 1).expectRefused(ProblemType.NOT_FOUND, "resource", "billable_metric")
                .expectNoCustomer();
    }

    @Test
    void anEventThatWasTakenInMakesTheCustomerThoughItIsRefused() {
        Scenario scenario = given().accept("e", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .expectEvents("usage.refused");

        assertThat(scenario.state().customer()).isPresent();
        assertThat(scenario.figures().version()).isZero();
    }

    @Test
    void usageThatCostsNothingTakesEffectAndMakesTheCustomer() {
        Scenario scenario = given().use("e", 0).expectBooked("usage 0 []");

        assertThat(scenario.state().customer()).isPresent();
    }

    @Test
    void anUnknownIdIsNotFound() {
        Scenario scenario = given();
        RecordUsage usage = new RecordUsage(Scenario.event("e", Scenario.METRIC, 0), Optional.empty(), false,
                Optional.empty());
        for (Command command : new Command[] {usage, new Command.AdjustCredits(5, "a reason"), CREATE}) {
            scenario.decide(scenario.byId(command)).expectRefused(ProblemType.NOT_FOUND, "resource", "customer")
                    .expectNothingChanged().expectNoCustomer();
            assertThat(scenario.last().keepAnswer()).as("a 404 is kept like any answer").isPresent();
        }
    }

    @Test
    void aKnownIdIsTheSameAccount() {
        Scenario scenario = given().grants(credits(10));

        scenario.decide(scenario.byId(new Command.AdjustCredits(5, "a reason"))).expectBalance(15);
    }

    @Test
    void aPatchMakesTheCustomerToo() {
        Scenario scenario = given().policy(OveragePolicy.ALLOW, Optional.of(7L));

        assertThat(scenario.state().customer().orElseThrow().overageLimit()).contains(7L);
    }

    @Test
    void aPatchLeavesWhatItDoesNotNameAndClearsWhatItNulls() {
        Scenario scenario = given().decide(CREATE).policy(OveragePolicy.ALLOW, Optional.of(7L)).lowBalanceAt(3)
                .policy(OveragePolicy.NOTIFY, Optional.empty());

        Customer patched = scenario.state().customer().orElseThrow();
        assertThat(patched.overageLimit()).isEmpty();
        assertThat(patched.overagePolicy()).contains(OveragePolicy.NOTIFY);
        assertThat(patched.lowBalanceThreshold()).contains(3L);
        assertThat(patched.displayName()).contains("Acme");
    }
}
