package io.quotastack.core.entitlement;

import static io.quotastack.core.customer.SpendCap.Per.DAY;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 6, the bouncer. */
class EntitlementCheckTest {

    @Test
    void saysWhatItCostsAndWhatWouldBeLeft() {
        Scenario scenario = given().metric(METRIC, new Price.PerUnit(3)).grants(credits(100));

        Entitlement answer = check(scenario, 5);

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.reason()).isEmpty();
        assertThat(answer.estimatedCost()).contains(15L);
        assertThat(answer.effective()).isEqualTo(100);
        assertThat(answer.balanceAfter()).contains(85L);
        assertThat(answer.affordableUnits()).hasValue(33);
        assertThat(answer.overagePolicy()).isEqualTo(OveragePolicy.BLOCK);
        assertThat(answer.asOfSequence()).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFitAndStillSaysWhatItWouldCost() {
        Entitlement answer = check(given().grants(credits(10)), 11);

        assertThat(answer.reason()).contains(Reason.INSUFFICIENT_CREDITS);
        assertThat(answer.estimatedCost()).contains(11L);
        assertThat(answer.balanceAfter()).contains(-1L);
        assertThat(answer.affordableUnits()).hasValue(10);
    }

    @Test
    void namesTheFirstReasonThatApplies() {
        Scenario scenario = given().unpricedMetric("new").grants(credits(10)).spendCap(5, DAY);

        assertThat(EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), minute(0))
                .flatMap(check -> check.check("new", 99)).flatMap(Entitlement::reason))
                .contains(Reason.METRIC_NOT_PRICED);
        assertThat(check(scenario, 99).reason()).contains(Reason.SPEND_CAP_REACHED);
        assertThat(check(scenario, 5).allowed()).isTrue();
        assertThat(check(scenario.use("e", 5).spendCap(100, DAY), 6).reason()).contains(Reason.INSUFFICIENT_CREDITS);
    }

    @Test
    void affordableUnitsMindTheCapAndTheFloor() {
        assertThat(check(given().grants(credits(10)).spendCap(4, DAY), 1).affordableUnits()).hasValue(4);
        assertThat(check(given().policy(OveragePolicy.ALLOW, Optional.of(7L)).grants(credits(10)), 1)
                .affordableUnits()).hasValue(17);
        assertThat(check(given().policy(OveragePolicy.ALLOW, Optional.empty()), 1).affordableUnits()).isEmpty();
    }

    @Test
    void whatCostsNothingIsAllowedHoweverDeepTheOverage() {
        Scenario scenario = given().policy(OveragePolicy.ALLOW, Optional.empty()).use("e", 5)
                .policy(OveragePolicy.BLOCK, Optional.empty());

        assertThat(check(scenario, 0).allowed()).isTrue();
        assertThat(check(scenario, 1).affordableUnits()).hasValue(0);
        assertThat(check(scenario.metric(METRIC, new Price.PerUnit(0)), 1).affordableUnits()).isEmpty();
    }

    @Test
    void readsTheMonthsUnitsWhereTiersCountThem() {
        var price = new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
                List.of(new Tier(OptionalLong.of(10), 0, 0), new Tier(OptionalLong.empty(), 5, 0)));
        Scenario scenario = given().metric(METRIC, price).grants(credits(10)).use("e", 8);

        assertThat(check(scenario, 3).estimatedCost()).contains(5L);
        assertThat(check(scenario, 3).affordableUnits()).hasValue(4);
    }

    @Test
    void aCostBeyondInt64IsNoCostAndNotAllowed() {
        Entitlement answer = check(given().metric(METRIC, new Price.PerUnit(Long.MAX_VALUE))
                .policy(OveragePolicy.ALLOW, Optional.empty()), 2);

        assertThat(answer.reason()).contains(Reason.INSUFFICIENT_CREDITS);
        assertThat(answer.estimatedCost()).isEmpty();
        assertThat(answer.balanceAfter()).isEmpty();
        assertThat(answer.affordableUnits()).hasValue(1);
    }

    @Test
    void seesWhatIsDueWithoutWritingIt() {
        Scenario scenario = given().grants(credits(10).until(minute(5)), credits(3).from(minute(6)));

        scenario.at(minute(5));
        assertThat(check(scenario, 1).reason()).contains(Reason.INSUFFICIENT_CREDITS);
        scenario.at(minute(6));
        assertThat(check(scenario, 3).allowed()).isTrue();
        assertThat(check(scenario, 3).asOfSequence()).as("of what is written").isEqualTo(2);
        assertThat(scenario.figures().balance()).isEqualTo(10);
    }

    @Test
    void timeDoesNotGoBackForACheckEither() {
        Scenario scenario = given().grants(credits(10).until(minute(5))).at(minute(5)).adjust(1).at(minute(4));

        assertThat(check(scenario, 2).reason()).contains(Reason.INSUFFICIENT_CREDITS);
    }

    @Test
    void aCustomerOrMetricThatIsNotThereIsNoAnswer() {
        assertThat(EntitlementCheck.of(given().account(), given().environmentConfig(), minute(0))).isEmpty();

        Scenario scenario = given().grants(credits(1));
        assertThat(EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), minute(0)).orElseThrow()
                .check("nothing", 1)).isEmpty();
    }

    @Test
    void costsTwoRowsWhileNothingIsDueAndOneMoreForTiersOfTheMonth() {
        Scenario scenario = given().grants(credits(10), credits(10).until(minute(5)), credits(3).from(minute(6)));
        assertThat(rowsOf(scenario)).isEqualTo(2);

        var byMonth = new Price.Tiered(TierMode.VOLUME, Scope.MONTH,
                List.of(new Tier(OptionalLong.empty(), 5, 0)));
        assertThat(rowsOf(scenario.metric(METRIC, byMonth))).isEqualTo(3);

        scenario.at(minute(5)).adjust(1);
        assertThat(rowsOf(scenario)).as("once it is booked").isEqualTo(3);
    }

    @Test
    void aRefundToAnExpiredBlockLeavesNothingThatChecksTakeForDue() {
        Scenario scenario = given().grants(credits(10).until(minute(5))).use("e", 10).at(minute(6)).voidUsage("e");

        assertThat(rowsOf(scenario)).isEqualTo(2);
    }

    private static int rowsOf(Scenario scenario) {
        int before = scenario.state().rowsRead();
        check(scenario, 1);
        return scenario.state().rowsRead() - before;
    }

    private static Entitlement check(Scenario scenario, long units) {
        return EntitlementCheck.of(scenario.account(), scenario.environmentConfig(), scenario.now()).orElseThrow()
                .check(METRIC, units).orElseThrow();
    }
}
