package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.plan.Interval.YEAR;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.PromisedBlocks;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.TermsFault;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;

/** What a plan may grant, so that no customer comes to have more blocks than a decision can look at. */
class PlanLimitsTest {

    private static Offer daily(Offer offer, int grants, GrantExpiry expiry) {
        Offer granting = offer;
        for (int i = 0; i < grants; i++) {
            granting = granting.granting(10, 1, DAY, expiry);
        }
        return granting;
    }

    private static long promised(Offer offer) {
        return PromisedBlocks.of(offer.terms()).sum();
    }

    @Test
    void countsWhatLivesUntilThePeriodEnds() {
        assertThat(promised(daily(every(MONTH), 50, new GrantExpiry.PeriodEnd()))).isEqualTo(50 * 31);
        assertThat(promised(every(YEAR).granting(10, 1, MONTH, new GrantExpiry.PeriodEnd()))).isEqualTo(12);
        assertThat(promised(every(MONTH).granting(10))).isEqualTo(1);
    }

    @Test
    void countsWhatRollsOverTwice() {
        assertThat(promised(every(MONTH).granting(10, new Rollover(50, Optional.empty()), false))).isEqualTo(2);
    }

    @Test
    void countsWhatOutlivesPeriodsForItsOwnLife() {
        assertThat(promised(daily(every(YEAR), 50, new GrantExpiry.CadenceEnd()))).isEqualTo(50);
        assertThat(promised(daily(every(MONTH), 1, new GrantExpiry.After(90 * 86_400)))).isEqualTo(90);
        assertThat(promised(daily(every(MONTH), 1, new GrantExpiry.Never()))).as("a year of days").isEqualTo(366);
    }

    @Test
    void countsATrialAsAPeriod() {
        Offer offer = every(MONTH).granting(new CreditGrantTerms(10, Optional.of(new Cadence(DAY, 1)),
                new GrantExpiry.PeriodEnd(), 0, Rollover.NONE, true));

        assertThat(PromisedBlocks.of(offer.terms(), 365).sum()).isEqualTo(365);
    }

    @Test
    void aVariantThatPromisesMoreBlocksThanACustomerCanHaveIsRefused() {
        Offer offer = daily(every(10, YEAR), 50, new GrantExpiry.PeriodEnd());

        assertThat(TermsFault.of(offer.terms())).extracting(TermsFault::pointer).containsExactly("/credit_grants");
        assertThat(TermsFault.of(offer.terms()).getFirst().detail()).contains("183000", "50 grants × 3660");
    }

    @Test
    void aTrialSoLongThatItGrantsTooManyBlocksIsRefused() {
        Offer offer = every(MONTH);
        for (int i = 0; i < 50; i++) {
            offer = offer.granting(new CreditGrantTerms(10, Optional.of(new Cadence(DAY, 1)),
                    new GrantExpiry.PeriodEnd(), 0, Rollover.NONE, true));
        }
        given().plan("p", offer.terms(), Map.of()).subscribe("p", START, 365)
                .expectRefused(ProblemType.LIMIT_EXCEEDED).expectBooked();
    }

    @Test
    void aPlanGrantBeyondTheLimitOfBlocksIsVoidedAtOnceAndNotLostWithoutATrace() {
        Scenario scenario = given().plan("p", every(MONTH).granting(100, Rollover.NONE, false).terms(), Map.of())
                .grantsUnaudited(10_000, credits(1)).subscribe("p");

        assertThat(scenario.last().entries()).extracting(entry -> entry.type(), entry -> entry.delta())
                .containsExactly(tuple(EntryType.GRANT, 100L),
                        tuple(EntryType.VOID, -100L));
        assertThat(scenario.last().entries().getLast().metadata()).containsKey("reason");
        scenario.expectEvents("subscription.created", "subscription.activated", "credit.granted", "credit.adjusted")
                .expectBalance(10_000);
        assertThat(scenario.figures().unspentBlocks()).isEqualTo(10_000);
        assertThat(scenario.state().periodCredits().orElseThrow().given())
                .as("what was taken back at once is not given, nor less than nothing").isZero();
    }
}
