package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.plan.Interval.WEEK;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.metering.Price;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.PeriodUsage;

/** CONTRACT 9: each charge and refund of a postpaid subscription stands in exactly one summary. */
class UsageSummaryTest {

    private static final Instant FEB_END = Instant.parse("2026-02-28T12:00:00Z");
    private static final Instant MAR_END = Instant.parse("2026-03-31T12:00:00Z");
    private static final Instant HALFWAY = START.plus(Duration.ofDays(14));

    @Test
    void aChangeNowThatLeavesPostpaidTellsTheUsageSoFar() {
        Scenario scenario = postpaid().use("a", 50).at(HALFWAY).change("prepaid", true, false);
        assertThat(summaries(scenario)).containsExactly("subscription.changed 5000");

        scenario.use("b", 7).at(FEB_END).renew().at(MAR_END).tick();

        assertThat(summaries(scenario)).as("a prepaid period tells of no usage")
                .containsExactly("subscription.changed 5000");
    }

    @Test
    void aTrialThatLeavesPostpaidTellsTheUsageSoFar() {
        Scenario scenario = tenantEnvironment().plan("trial", every(MONTH).postpaid().days(10, 3, 3).terms(), Map.of())
                .subscribe("trial").use("a", 1).change("prepaid", true, true)
                .decide(new Command.ActivateSubscription(1)).at(FEB_END).tick();
        assertThat(summaries(scenario)).containsExactly("subscription.changed 100");
    }

    @Test
    void whatWasUsedBeforeAChangeToPostpaidStandsInNoSummary() {
        Scenario scenario = tenantEnvironment().subscribe("prepaid").use("a", 3).at(HALFWAY)
                .change("postpaid", true, false)
                .use("b", 2).at(FEB_END).tick();
        assertThat(summaries(scenario)).containsExactly("subscription.renewed 200");
    }

    @Test
    void aChangeBetweenPostpaidTermsEndsNoPeriodUnlessItsLengthDiffers() {
        Scenario scenario = postpaid().use("a", 1).at(HALFWAY).change("other", true, false).use("b", 2)
                .change("weekly", true, false).use("c", 4).at(HALFWAY.plus(Duration.ofDays(7))).tick();
        assertThat(summaries(scenario)).containsExactly("subscription.changed 300", "subscription.renewed 400");
    }

    @Test
    void aChangeAtPeriodEndTellsTheUsageWithTheRenewalAlone() {
        Scenario scenario = postpaid().use("a", 1).change("prepaid", false, false).at(FEB_END).tick();
        assertThat(summaries(scenario)).containsExactly("subscription.renewed 100");
    }

    @Test
    void aRefundAndACommitCountWhenTheyOccur() {
        Scenario scenario = postpaid().use("a", 5).decide(new Command.Reserve(
                new Command.ReserveFor.Units(METRIC, 3), Duration.ofDays(60), Map.of()));
        long reservation = scenario.last().entries().getLast().sequence();
        scenario.at(FEB_END).voidUsage("a").commitUnits(reservation, 2)
                .decide(new Command.CancelSubscription(1, false));
        assertThat(summaries(scenario)).containsExactly("subscription.renewed 500", "subscription.canceled -300");
    }

    @Test
    void aPauseLengthensThePeriodOfTheSummary() {
        Scenario scenario = tenantEnvironment()
                .plan("pausing", every(MONTH).postpaid().usage(true, true).terms(), Map.of())
                .subscribe("pausing").use("a", 1).decide(new Command.PauseSubscription(1)).at(FEB_END).use("b", 2)
                .decide(new Command.ResumeSubscription(1)).use("c", 4).at(FEB_END.plus(Duration.ofDays(28))).tick();
        assertThat(summaries(scenario)).containsExactly("subscription.renewed 700");
    }

    private static Scenario postpaid() {
        return tenantEnvironment().subscribe("postpaid");
    }

    private static Scenario tenantEnvironment() {
        Offer postpaid = every(MONTH).postpaid();
        return given().metric(METRIC, new Price.PerUnit(100)).grants(credits(1_000_000))
                .plan("postpaid", postpaid.terms(), Map.of()).plan("other", postpaid.terms(), Map.of())
                .plan("weekly", every(WEEK).postpaid().terms(), Map.of())
                .plan("prepaid", every(MONTH).granting(10).terms(), Map.of());
    }

    private static List<String> summaries(Scenario scenario) {
        List<String> summaries = new ArrayList<>();
        for (CustomerEvent event : scenario.history().events()) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                moved.usage().filter(usage -> !usage.isEmpty()).map(usage -> usage.get(METRIC))
                        .map(PeriodUsage::cost)
                        .ifPresent(cost -> summaries.add(event.type().text() + " " + cost));
            }
        }
        return summaries;
    }
}
