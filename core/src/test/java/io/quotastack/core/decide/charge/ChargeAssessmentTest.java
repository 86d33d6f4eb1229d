package io.quotastack.core.decide.charge;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.scenario.WatchedState;

/** A charge, a hold and a check are assessed by one rule (CONTRACT 6). */
class ChargeAssessmentTest {

    private static final long ALMOST_FULL = Long.MAX_VALUE - 10;

    @Test
    void unitsThatNoCounterCanCountAreNeitherAllowedNorChargedNorHeld() {
        Scenario scenario = given().grants(credits(1_000));
        AccountState state = new WatchedState(scenario.account()).counted(ALMOST_FULL);

        assertThat(check(scenario, state, 11).reason()).contains(Reason.INSUFFICIENT_CREDITS);
        assertThat(check(scenario, state, 11).estimatedCost()).contains(11L);
        assertThat(check(scenario, state, 11).affordableUnits()).hasValue(10);
        assertThat(charge(scenario, state, 11)).contains(ProblemType.AMOUNT_OVERFLOW);
        assertThat(reservation(scenario, state, METRIC, 11)).contains(ProblemType.AMOUNT_OVERFLOW);

        assertThat(check(scenario, state, 10).allowed()).isTrue();
        assertThat(charge(scenario, state, 10)).isEmpty();
        assertThat(reservation(scenario, state, METRIC, 10)).isEmpty();
    }

    @Test
    void theCountersOfAPeriodAreAsFullAsThoseOfAMonth() {
        Scenario scenario = given().plan("p", Offer.every(Interval.MONTH).terms(), Map.of()).subscribe("p")
                .metric(METRIC, new Price.Tiered(TierMode.GRADUATED, Scope.PERIOD,
                        List.of(new Tier(OptionalLong.empty(), 1, 0))))
                .grants(credits(1_000));
        AccountState state = new WatchedState(scenario.account()).counted(ALMOST_FULL);

        assertThat(check(scenario, state, 11).reason()).contains(Reason.INSUFFICIENT_CREDITS);
        assertThat(check(scenario, state, 11).affordableUnits()).hasValue(10);
        assertThat(charge(scenario, state, 11)).contains(ProblemType.AMOUNT_OVERFLOW);
        assertThat(charge(scenario, state, 10)).isEmpty();
    }

    @Test
    void aCostBeyondInt64IsBeyondACapForAllOfThem() {
        Scenario scenario = given().metric(METRIC, new Price.PerUnit(Long.MAX_VALUE))
                .policy(OveragePolicy.ALLOW, Optional.empty()).spendCap(5, SpendCap.Per.DAY);

        assertThat(check(scenario, scenario.account(), 2).reason()).contains(Reason.SPEND_CAP_REACHED);
        assertThat(charge(scenario, scenario.account(), 2)).contains(ProblemType.SPEND_CAP_REACHED);
        assertThat(reservation(scenario, scenario.account(), METRIC, 2)).contains(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void whatDoesNotFitIsInsufficientThoughItCouldNotBeCountedEither() {
        Scenario scenario = given().grants(credits(10));
        AccountState state = new WatchedState(scenario.account()).counted(ALMOST_FULL);

        assertThat(charge(scenario, state, 11)).contains(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void theRoomUnderACapIsExactThoughRefundsMadeTheDaysConsumptionNegative() {
        Scenario scenario = given().grants(credits(Long.MAX_VALUE)).use("e", 1_000).at(minute(24 * 60))
                .voidUsage("e").spendCap(Long.MAX_VALUE - 100, SpendCap.Per.DAY).reserve(500, 5)
                .metric(METRIC, new Price.Flat(Long.MAX_VALUE - 400));

        // The cap leaves 400 more than int64 holds, the balance 100 too little.
        assertThat(check(scenario, scenario.account(), 1).reason()).contains(Reason.INSUFFICIENT_CREDITS);
        assertThat(charge(scenario, scenario.account(), 1)).contains(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void aReservationOfAnUnknownMetricIsNotFoundWhateverTheSubscriptionIs() {
        Scenario scenario = given().plan("p", Offer.every(Interval.MONTH).usage(false, false).terms(), Map.of())
                .subscribe("p").decide(new Command.PauseSubscription(1));

        assertThat(charge(scenario, scenario.account(), 1)).contains(ProblemType.SUBSCRIPTION_INACTIVE);
        assertThat(reservation(scenario, scenario.account(), METRIC, 1)).contains(ProblemType.SUBSCRIPTION_INACTIVE);
        assertThat(check(scenario, scenario.account(), 1).reason()).contains(Reason.SUBSCRIPTION_INACTIVE);
        assertThat(reservation(scenario, scenario.account(), "nothing", 1)).contains(ProblemType.NOT_FOUND);
    }

    @Test
    void aCheckReadsTheAccountTheCustomerAndAtMostOneCounter() {
        Scenario scenario = given().grants(credits(10));
        var watched = new WatchedState(scenario.account());
        check(scenario, watched, 3);
        assertThat(watched.reads()).isEqualTo(Map.of("an account", 1, "a customer", 1));

        scenario.metric(METRIC, new Price.Tiered(TierMode.VOLUME, Scope.MONTH,
                List.of(new Tier(OptionalLong.empty(), 1, 0))));
        var tiered = new WatchedState(scenario.account());
        check(scenario, tiered, 3);
        assertThat(tiered.reads()).isEqualTo(Map.of("an account", 1, "a customer", 1, "a tier counter", 1));
    }

    private static Entitlement check(Scenario scenario, AccountState state, long units) {
        return EntitlementCheck.of(state, scenario.environmentConfig(), scenario.now()).orElseThrow()
                .check(METRIC, units)
                .orElseThrow();
    }

    /** Why a charge at that instant is refused, or nothing; nothing of it is kept. */
    private static Optional<ProblemType> charge(Scenario scenario, AccountState state, long units) {
        var event = Scenario.event("never seen before", METRIC, units);
        return refusal(CommandDecider.decide(state, scenario.keyed(event.eventId(),
                new RecordUsage(event, Optional.empty(), false, Optional.empty())), scenario.now(),
                scenario.config()));
    }

    private static Optional<ProblemType> reservation(Scenario scenario, AccountState state, String metric, long units) {
        return refusal(CommandDecider.decide(state, scenario.keyed("never seen before",
                new Command.Reserve(new Command.ReserveFor.Units(metric, units), Duration.ofMinutes(1), Map.of())),
                scenario.now(), scenario.config()));
    }

    private static Optional<ProblemType> refusal(Decision decision) {
        return decision.outcome() instanceof Outcome.Refused(var problem)
                ? Optional.of(problem.type())
                : Optional.empty();
    }
}
