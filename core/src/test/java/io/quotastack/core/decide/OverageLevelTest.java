package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 6: whose overage policy counts. Charge, hold and check are asked alike. */
class OverageLevelTest {

    @Test
    void theTermsOfAPlanCountFromWhenTheSubscriptionBegins() {
        Scenario scenario = given().plan("p", every(MONTH).overage(OveragePolicy.ALLOW, 500).terms(), Map.of())
                .subscribe("p", START.plus(Duration.ofDays(3)), 0);
        assertThat(check(scenario, 1).overagePolicy()).isEqualTo(OveragePolicy.BLOCK);
        assertThat(check(scenario, 1).allowed()).isFalse();
        scenario.use("early", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS).reserve(1, 5)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS);

        scenario.at(START.plus(Duration.ofDays(3)));

        assertThat(check(scenario, 500).allowed()).isTrue();
        scenario.use("begun", 500).expectOutcome(Outcome.UsageCharged.class);
    }

    @Test
    void theLimitComesFromTheLevelOfThePolicy() {
        Scenario ofThePlan = given().policy(OveragePolicy.ALLOW, Optional.of(7L))
                .decide(new Command.UpdateCustomer(Optional.empty(), Optional.empty(),
                        Optional.of(Optional.empty()), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty()))
                .plan("p", every(MONTH).overage(OveragePolicy.ALLOW, 500).terms(), Map.of()).subscribe("p");
        assertThat(check(ofThePlan, 500).allowed()).isTrue();
        assertThat(check(ofThePlan, 501).allowed()).isFalse();
        ofThePlan.use("a", 501).expectRefused(ProblemType.INSUFFICIENT_CREDITS).use("b", 500)
                .expectOutcome(Outcome.UsageCharged.class);

        Scenario ofTheCustomer = given().policy(OveragePolicy.ALLOW, Optional.empty())
                .plan("p", every(MONTH).overage(OveragePolicy.ALLOW, 500).terms(), Map.of()).subscribe("p");
        assertThat(check(ofTheCustomer, 501).allowed()).as("the customer's policy has no floor").isTrue();
        ofTheCustomer.use("a", 501).expectOutcome(Outcome.UsageCharged.class);
    }

    private static Entitlement check(Scenario scenario, long units) {
        return EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), scenario.now()).orElseThrow()
                .check(METRIC, units).orElseThrow();
    }
}
