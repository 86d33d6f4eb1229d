package io.quotastack.core.decide;

import static io.quotastack.core.customer.Alert.ofBalance;
import static io.quotastack.core.customer.Alert.ofPeriodGrants;
import static io.quotastack.core.customer.Alert.percentOfPeriodGrants;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.Account;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.CustomerEvent.AlertReached;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 8, alerts: told once per crossing from above, in the step that crosses. */
class AlertTest {

    @Test
    void tellsWhenTheEffectiveBalanceComesToTheLine() {
        Scenario scenario = given().alerts(ofBalance("low", 50)).grants(credits(100)).use("e1", 49)
                .expectEvents("credit.consumed").use("e2", 1)
                .expectEvents("credit.consumed", "credit.threshold_reached");
        assertThat(told(scenario)).containsExactly(new AlertReached(ofBalance("low", 50), 50, 0, Optional.empty()));
        scenario.use("e3", 1).expectEvents("credit.consumed");
    }

    @Test
    void isArmedAgainByCrossingBack() {
        given().alerts(ofBalance("low", 50)).grants(credits(100)).use("e1", 60).voidUsage("e1")
                .expectEvents("credit.refunded").use("e2", 50)
                .expectEvents("credit.consumed", "credit.threshold_reached");
    }

    @Test
    void whatIsHeldIsNotThere() {
        given().alerts(ofBalance("low", 50)).grants(credits(100)).reserve(50, 10)
                .expectEvents("reservation.created", "credit.threshold_reached")
                .commit(2, 10).expectEvents("reservation.committed")
                .use("e", 40).expectEvents("credit.consumed", "credit.threshold_reached");
    }

    @Test
    void oneStepTellsOfEachLineInTheOrderOfTheList() {
        Scenario scenario = given().alerts(ofBalance("b", 10), ofBalance("a", 50), ofBalance("never", 0))
                .grants(credits(100)).use("e", 95);
        assertThat(told(scenario)).extracting(reached -> reached.alert().id()).containsExactly("b", "a");
    }

    @Test
    void settingAnAlertIsNoCrossing() {
        Scenario scenario = granting(100).subscribe("p").use("e", 95)
                .alerts(ofBalance("b", 50), ofPeriodGrants("c", 50), percentOfPeriodGrants("p", 50)).expectEvents();
        scenario.use("e2", 1).expectEvents("credit.consumed");
    }

    @Test
    void tellsWhatIsLeftOfWhatThePlanGrantedWhateverElseThereIs() {
        Scenario scenario = granting(100, percentOfPeriodGrants("fifth", 20)).subscribe("p").grants(credits(500))
                .use("e1", 79).expectEvents("credit.consumed")
                .use("e2", 1).expectEvents("credit.consumed", "credit.threshold_reached");
        assertThat(told(scenario)).singleElement().satisfies(reached -> {
            assertThat(reached.grants()).hasValueSatisfying(grants -> {
                assertThat(grants.granted()).isEqualTo(100);
                assertThat(grants.left()).isEqualTo(20);
            });
            assertThat(reached.balance()).isEqualTo(520);
        });
    }

    @Test
    void aShareIsReachedExactly() {
        // 33 % of 100,001 is 33,000.33: at 33,001 left it is not reached, at 33,000 it is.
        granting(100_001, percentOfPeriodGrants("third", 33)).subscribe("p").use("e1", 67_000)
                .expectEvents("credit.consumed").use("e2", 1)
                .expectEvents("credit.consumed", "credit.threshold_reached");
    }

    @Test
    void creditsOfThePeriodsGrantsAreALineToo() {
        granting(100, ofPeriodGrants("ten", 10)).subscribe("p").use("e1", 89).expectEvents("credit.consumed")
                .use("e2", 1).expectEvents("credit.consumed", "credit.threshold_reached")
                .voidUsage("e2").use("e3", 1).expectEvents("credit.consumed", "credit.threshold_reached");
    }

    @Test
    void holdsOfThePeriodsGrantsCountAsGone() {
        granting(100, percentOfPeriodGrants("half", 50)).subscribe("p").reserve(60, 10)
                .expectEvents("reservation.created", "credit.threshold_reached")
                .at(minute(10)).tick().expectEvents("reservation.expired").use("e", 50)
                .expectEvents("credit.consumed", "credit.threshold_reached");
    }

    @Test
    void eachPeriodBeginsAboveItsLines() {
        Scenario scenario = granting(100, percentOfPeriodGrants("half", 50)).subscribe("p").use("e1", 100)
                .expectEvents("credit.consumed", "credit.depleted", "credit.threshold_reached");
        scenario.at(START.plus(Duration.ofDays(1))).tick();
        assertThat(told(scenario)).isEmpty();
        scenario.use("e2", 49).expectEvents("credit.consumed").use("e3", 1).expectEvents("credit.consumed",
                "credit.threshold_reached");
    }

    @Test
    void aPeriodWhoseGrantsRepayOverageAtOnceTellsAsItBegins() {
        Scenario scenario = granting(100, percentOfPeriodGrants("half", 50)).policy(OveragePolicy.ALLOW,
                Optional.empty()).use("e", 60).subscribe("p");
        assertThat(told(scenario)).singleElement().satisfies(
                reached -> assertThat(reached.grants().orElseThrow().left()).isEqualTo(40));
        scenario.use("e2", 1).expectEvents("credit.consumed");
    }

    @Test
    void whereNothingIsGrantedNothingRunsLow() {
        given().plan("p", Offer.every(Interval.DAY).postpaid()
                .alerts(ofPeriodGrants("c", 10), percentOfPeriodGrants("p", 10)).terms(), Map.of())
                .subscribe("p").expectEvents("subscription.created", "subscription.activated")
                .grants(credits(5)).use("e", 5).expectEvents("credit.consumed", "credit.depleted");
    }

    @Test
    void theVariantsAlertsAreThoseOfCustomersThatSayNone() {
        Scenario scenario = granting(100, ofBalance("v", 50)).subscribe("p").use("e1", 50)
                .expectEvents("credit.consumed", "credit.threshold_reached")
                .alerts(ofBalance("c", 20)).use("e2", 30).expectEvents("credit.consumed", "credit.threshold_reached")
                .adjust(80).alerts().use("e3", 80).expectEvents("credit.consumed")
                .decide(Command.UpdateCustomer.watching(Optional.of(Optional.empty()), Optional.empty()))
                .adjust(80).use("e4", 80).expectEvents("credit.consumed", "credit.threshold_reached");
        assertThat(told(scenario)).extracting(reached -> reached.alert().id()).containsExactly("v");
    }

    @Test
    void alertsOfAVariantEndWithTheSubscription() {
        Scenario scenario = granting(100, ofBalance("v", 50), percentOfPeriodGrants("p", 50)).subscribe("p")
                .grants(credits(60)).decide(new Command.CancelSubscription(1, false));
        assertThat(scenario.figures().watch()).isEqualTo(Account.Watch.NONE);
        scenario.use("e", 20).expectEvents("credit.consumed");
    }

    @Test
    void findsOutWhatIsLeftWhenAnAlertIsSetWithinAPeriod() {
        Scenario scenario = granting(100).grants(credits(70).priority(5)).subscribe("p")
                .grants(credits(30).priority(-5))
                .use("e1", 55).reserve(10, 60).alerts(percentOfPeriodGrants("p", 50));
        assertThat(scenario.figures().watch()).isEqualTo(new Account.Watch(true, 0, OptionalLong.of(65)));
        scenario.use("e2", 14).expectEvents("credit.consumed").use("e3", 1).expectEvents("credit.consumed",
                "credit.threshold_reached");
    }

    @Test
    void aFairChangeTellsByWhatIsGrantedThen() {
        VariantTerms large = Offer.every(Interval.DAY).postpaid().granting(1_000)
                .alerts(percentOfPeriodGrants("p", 50)).terms();
        Scenario scenario = granting(100, percentOfPeriodGrants("p", 50)).plan("q", large, Map.of()).subscribe("p")
                .use("e", 60).expectEvents("credit.consumed", "credit.threshold_reached")
                .change("q", true, true);
        assertThat(told(scenario)).isEmpty();
        assertThat(scenario.figures().watch().grantsLeft()).hasValue(940);
    }

    @Test
    void metricsAreLookedAtByNoAlert() {
        granting(100, percentOfPeriodGrants("half", 50)).subscribe("p").use("e1", METRIC, 0).expectEvents();
    }

    private static List<AlertReached> told(Scenario scenario) {
        return scenario.last().allEvents().stream().map(event -> event.data())
                .filter(AlertReached.class::isInstance).map(AlertReached.class::cast).toList();
    }

    /** Plan {@code p}: so much a day, postpaid. */
    private static Scenario granting(long credits, Alert... alerts) {
        Offer offer = Offer.every(Interval.DAY).postpaid().granting(credits);
        return given().plan("p", (alerts.length == 0 ? offer : offer.alerts(alerts)).terms(), Map.of());
    }
}
