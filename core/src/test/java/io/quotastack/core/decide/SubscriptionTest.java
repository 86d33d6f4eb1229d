package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.plan.Interval.WEEK;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.subscription.SubscriptionStatus.ACTIVE;
import static io.quotastack.core.subscription.SubscriptionStatus.CANCELED;
import static io.quotastack.core.subscription.SubscriptionStatus.EXPIRED;
import static io.quotastack.core.subscription.SubscriptionStatus.OVERDUE;
import static io.quotastack.core.subscription.SubscriptionStatus.PAUSED;
import static io.quotastack.core.subscription.SubscriptionStatus.SCHEDULED;
import static io.quotastack.core.subscription.SubscriptionStatus.TRIALING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;

/** CONTRACT 9: what a subscription goes through. Everything begins on Jan 31, 2026, at noon. */
class SubscriptionTest {

    private static final Instant FEB_END = Instant.parse("2026-02-28T12:00:00Z");
    private static final Instant MAR_END = Instant.parse("2026-03-31T12:00:00Z");

    // Beginning.

    @Test
    void aSubscriptionBeginsAtOnceAndGrants() {
        prepaid(100).expectBooked("grant +100 [1:100]")
                .expectEvents("subscription.created", "subscription.activated", "credit.granted").expectStatus(ACTIVE)
                .expectPeriod(START, FEB_END);
    }

    @Test
    void aCustomerHasOneLiveSubscription() {
        prepaid(100).subscribe("p").expectRefused(ProblemType.SUBSCRIPTION_EXISTS);
        given().plan("p", every(MONTH).terms(), Map.of()).subscribe("p", START.plusSeconds(60), 0)
                .expectStatus(SCHEDULED).subscribe("p").expectRefused(ProblemType.SUBSCRIPTION_EXISTS);
    }

    @Test
    void aSecondOneMayFollowTheEndOfTheFirst() {
        prepaid(100).decide(new Command.CancelSubscription(1, false)).subscribe("p")
                .expectOutcome(Outcome.SubscriptionWritten.class).expectStatus(ACTIVE);
    }

    @Test
    void anUnknownVariantIsNotFound() {
        given().subscribe("none").expectRefused(ProblemType.NOT_FOUND, "resource", "plan_variant")
                .expectNoCustomer();
    }

    @Test
    void aScheduledOneBeginsOnTime() {
        Instant later = START.plus(Duration.ofDays(1));
        given().plan("p", every(MONTH).granting(100).terms(), Map.of()).subscribe("p", later, 0)
                .expectBooked().expectEvents("subscription.created").expectStatus(SCHEDULED).at(later).tick()
                .expectBooked("grant +100 [1:100]").expectStatus(ACTIVE);
    }

    @Test
    void aStartMoreThanFiveMinutesPastIsOutOfRange() {
        Scenario scenario = given().plan("p", every(MONTH).granting(100).terms(), Map.of());
        scenario.subscribe("p", START.minus(Duration.ofMinutes(5)).minusMillis(1), 0)
                .expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE).expectNoCustomer()
                .subscribe("p", START.minus(Duration.ofMinutes(5)), 0).expectStatus(ACTIVE)
                .expectPeriod(START, FEB_END);
    }

    @Test
    void aStartIsHeldAgainstTheCustomersOwnClock() {
        Instant own = START.plus(Duration.ofDays(400));
        given().plan("p", every(MONTH).terms(), Map.of()).moveClock(own).subscribe("p", START, 0)
                .expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE).subscribe("p", own.minusSeconds(1), 0)
                .expectStatus(ACTIVE);
    }

    // Trials.

    @Test
    void aTrialGrantsOnlyWhatIsForTrials() {
        trial(every(MONTH).granting(100).granting(7, Rollover.NONE, true)).expectStatus(TRIALING)
                .expectBooked("grant +7 [1:7]").expectEvents("subscription.created", "credit.granted");
    }

    @Test
    void aTrialIsActivatedAndThePaidPeriodsAreCountedFromThere() {
        Instant then = START.plus(Duration.ofDays(4));
        trial(every(MONTH).granting(100).granting(7, Rollover.NONE, true)).at(then)
                .decide(new Command.ActivateSubscription(1)).expectStatus(ACTIVE)
                .expectPeriod(then, Instant.parse("2026-03-04T12:00:00Z"))
                .expectEvents("subscription.activated", "credit.granted", "credit.granted", "credit.expired")
                .expectBooked("grant +100 [2:100]", "grant +7 [3:7]", "expire -7 [1:7]");
    }

    @Test
    void theEndOfATrialIsAnnouncedThreeDaysBefore() {
        trial(every(MONTH)).at(START.plus(Duration.ofDays(7))).tick().expectEvents("subscription.trial_ending").tick()
                .expectEvents();
    }

    @Test
    void aTrialNobodyActivatedIsOverdueAndMayStillBeRenewed() {
        Instant end = START.plus(Duration.ofDays(10));
        trial(every(MONTH).granting(100)).at(end).tick().expectStatus(OVERDUE)
                .expectEvents("subscription.trial_ending", "subscription.overdue").at(end.plusSeconds(60)).renew()
                .expectStatus(ACTIVE).expectPeriod(end, Instant.parse("2026-03-10T12:00:00Z"))
                .expectBooked("grant +100 [1:100]");
    }

    @Test
    void aPostpaidTrialBecomesActiveByItself() {
        trial(every(MONTH).postpaid()).at(START.plus(Duration.ofDays(10))).tick().expectStatus(ACTIVE);
    }

    // Renewal, overdue, grace.

    @Test
    void aRenewalInTheDueWindowTakesEffectWhenThePeriodEnds() {
        prepaid(100).at(FEB_END.minus(Duration.ofDays(3))).renew().expectEvents("subscription.renewal_due")
                .expectPeriod(START, FEB_END).at(FEB_END).tick().expectEvents("subscription.renewed", "credit.granted",
                        "credit.expired")
                .expectBooked("grant +100 [2:100]", "expire -100 [1:100]").expectPeriod(FEB_END, MAR_END);
    }

    @Test
    void aRenewalIsRefusedBeforeItIsDueAndASecondTime() {
        prepaid(100).renew().expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status", "active")
                .at(FEB_END.minus(Duration.ofDays(2))).renew().renew()
                .expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status", "active");
    }

    @Test
    void notRenewedItIsOverdueAndItsBlocksLiveOnThroughGrace() {
        prepaid(100).at(FEB_END).tick().expectStatus(OVERDUE).expectBooked().expectEvents("subscription.renewal_due",
                "subscription.overdue").expectBalance(100).at(FEB_END.plus(Duration.ofDays(3))).tick()
                .expectBooked("expire -100 [1:100]")
                .expectEvents("subscription.expired", "credit.expired", "credit.depleted")
                .expectBalance(0);
    }

    @Test
    void aLateRenewalBeginsWhereTheLastPeriodEnded() {
        prepaid(100).at(FEB_END.plus(Duration.ofDays(1))).renew().expectPeriod(FEB_END, MAR_END)
                .expectStatus(ACTIVE).expectBooked("grant +100 [2:100]", "expire -100 [1:100]");
    }

    @Test
    void periodsDoNotDriftHoweverLateTheRenewal() {
        prepaid(1).at(FEB_END.plus(Duration.ofDays(2))).renew().at(MAR_END.plus(Duration.ofDays(1))).renew()
                .expectPeriod(MAR_END, Instant.parse("2026-04-30T12:00:00Z"));
    }

    @Test
    void withoutGraceItExpiresAtOnce() {
        given().plan("p", every(MONTH).days(0, 3, 0).terms(), Map.of()).subscribe("p").at(FEB_END).tick()
                .expectEvents("subscription.renewal_due", "subscription.overdue", "subscription.expired").renew()
                .expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status", "expired");
    }

    @Test
    void theFallbackStartsWhenItExpires() {
        Scenario scenario = given().plan("free", every(MONTH).granting(5).terms(), Map.of())
                .plan("p", every(MONTH).fallback("free").terms(), Map.of()).subscribe("p")
                .at(FEB_END.plus(Duration.ofDays(3))).tick();
        scenario.expectStatus(ACTIVE).expectEvents("subscription.renewal_due", "subscription.overdue",
                "subscription.expired", "subscription.created", "subscription.activated", "credit.granted");
        assertThat(scenario.state().endOfSubscription(1)).contains(EXPIRED);
    }

    @Test
    void onePaymentRenewsOnce() {
        var renewal = new Command.RenewSubscription(1, Optional.of("pay"), Optional.of(9L), Optional.of("EUR"));
        prepaid(100).at(FEB_END.plus(Duration.ofDays(1))).decide(renewal).expectPeriod(FEB_END, MAR_END)
                .decide(renewal).expectOutcome(Outcome.SubscriptionWritten.class).expectPeriod(FEB_END, MAR_END)
                .decide(new Command.RenewSubscription(1, Optional.of("pay"), Optional.of(8L), Optional.of("EUR")))
                .expectRefused(ProblemType.PAYMENT_CONFLICT).buy(credits(100).paid(9).payment("pay"))
                .expectRefused(ProblemType.PAYMENT_CONFLICT);
    }

    // Rollover.

    @Test
    void whatIsLeftAndNotHeldRollsOverByItsShare() {
        rollingOver(new Rollover(50, Optional.empty())).use("e", 20).reserve(9, 60 * 24 * 60)
                .at(FEB_END.minusSeconds(60)).renew().at(FEB_END).tick()
                .expectBooked("rollover 0 [1:35 2:35]", "grant +100 [3:100]", "expire -36 [1:36]")
                .expectBalance(35 + 100 + 9);
    }

    @Test
    void liveRolloverNeverExceedsItsCap() {
        rollingOver(new Rollover(100, Optional.of(30L))).at(FEB_END.minusSeconds(60)).renew().at(FEB_END).tick()
                .expectBooked("rollover 0 [1:30 2:30]", "grant +100 [3:100]", "expire -70 [1:70]")
                .at(MAR_END.minusSeconds(60)).renew().at(MAR_END).tick()
                .expectBooked("rollover 0 [3:30 4:30]", "grant +100 [5:100]", "expire -30 [2:30]", "expire -70 [3:70]");
    }

    @Test
    void aLateRenewalRollsOverWhatIsLeftThen() {
        rollingOver(new Rollover(100, Optional.empty())).at(FEB_END.plusSeconds(60)).use("e", 60)
                .at(FEB_END.plusSeconds(120)).renew().expectBooked("rollover 0 [1:40 2:40]", "grant +100 [3:100]");
    }

    @Test
    void rolloverIsNotEarnedAgain() {
        Scenario scenario = rollingOver(new Rollover(100, Optional.empty())).at(FEB_END.minusSeconds(60)).renew()
                .at(FEB_END).tick();
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(200);
        assertThat(scenario.figures().balance()).isEqualTo(200);
    }

    // Cadence.

    @Test
    void grantsOfTheirOwnCadenceLandAtEachPointAndAreNotRestartedByPeriods() {
        Scenario scenario = given().plan("p", every(MONTH).postpaid()
                .granting(10, 1, WEEK, new GrantExpiry.CadenceEnd()).terms(), Map.of()).subscribe("p")
                .expectBooked("grant +10 [1:10]").at(START.plus(Duration.ofDays(35))).tick();
        assertThat(scenario.last().entries().stream().filter(entry -> entry.delta() > 0)
                .map(entry -> Duration.between(START, entry.occurredAt()).toDays())).containsExactly(7L, 14L, 21L,
                        28L, 35L);
        scenario.expectBalance(10);
    }

    @Test
    void aPointAtTheVeryEndGrantsNothing() {
        given().plan("p", every(MONTH).granting(10, 1, DAY, new GrantExpiry.Never()).terms(), Map.of())
                .subscribe("p").decide(new Command.CancelSubscription(1, true)).at(FEB_END).tick()
                .expectBalance(28 * 10).at(FEB_END.plus(Duration.ofDays(3))).tick().expectBalance(28 * 10);
    }

    @Test
    void whatWouldHaveExpiredInAnUnpaidTimeDoesNotLandLate() {
        given().plan("p", every(MONTH).granting(10, 1, DAY, new GrantExpiry.CadenceEnd()).terms(), Map.of())
                .subscribe("p").at(FEB_END.plus(Duration.ofHours(60))).tick().renew()
                .expectBooked("grant +10 [29:10]", "expire -10 [28:10]").expectBalance(10);
    }

    @Test
    void aYearOfMissedDailyGrantsHappensInBoundedStepsEachAtItsOwnInstant() {
        Scenario scenario = given().plan("p", every(MONTH).postpaid()
                .granting(10, 1, DAY, new GrantExpiry.CadenceEnd()).terms(), Map.of()).subscribe("p")
                .at(START.plus(Duration.ofDays(365)));
        int entries = 1;
        for (int i = 0; i < 3; i++) {
            scenario.tick();
            assertThat(scenario.last().entries()).hasSizeLessThanOrEqualTo(Bounds.USUAL.tick());
            entries += scenario.last().entries().size();
            if (scenario.figures().nextScheduledAt().isBefore(scenario.now())) {
                assertThat(scenario.figures().now()).as("what is not booked yet has not happened")
                        .isEqualTo(scenario.last().entries().getLast().occurredAt());
            }
        }
        assertThat(scenario.state().periodBlocks()).as("blocks that ended are forgotten")
                .hasSize(1);
        assertThat(entries).as("a grant each day, and the end of all but the last").isEqualTo(366 + 365);
        scenario.expectBalance(10);
    }

    @Test
    void theSubscriptionItselfDoesNotGrowWithTheBlocksOfItsPeriod() {
        Scenario scenario = given().plan("p", every(MONTH).postpaid()
                .granting(10, 1, DAY, new GrantExpiry.PeriodEnd()).terms(), Map.of()).subscribe("p");
        Subscription first = scenario.state().subscription().orElseThrow();

        scenario.at(START.plus(Duration.ofDays(20))).tick();

        assertThat(timeless(scenario.state().subscription().orElseThrow())).isEqualTo(timeless(first));
        assertThat(scenario.state().periodBlocks()).as("each is a row of its own").hasSize(21);
    }

    private static Subscription timeless(Subscription subscription) {
        return subscription.withGrantSchedules(List.of()).expecting(Optional.empty());
    }

    // Pause, cancel, change.

    @Test
    void aPauseLengthensThePeriodAndTheLifeOfItsBlocks() {
        prepaid(100).at(START.plus(Duration.ofDays(10))).decide(new Command.PauseSubscription(1))
                .expectStatus(PAUSED).expectEvents("subscription.paused").at(FEB_END.plus(Duration.ofDays(50))).tick()
                .expectEvents().expectBooked().expectBalance(100).decide(new Command.ResumeSubscription(1))
                .expectEvents("subscription.resumed").expectPeriod(START, FEB_END.plus(Duration.ofDays(68)))
                .at(FEB_END.plus(Duration.ofDays(68)).minusMillis(1)).expectBalance(100)
                .at(FEB_END.plus(Duration.ofDays(71))).tick().expectBooked("expire -100 [1:100]");
    }

    @Test
    void canceledAtPeriodEndItEndsThenAndCanBeUncanceledBefore() {
        prepaid(100).decide(new Command.CancelSubscription(1, true)).expectStatus(ACTIVE).at(FEB_END).tick()
                .expectEvents("subscription.canceled", "credit.expired", "credit.depleted")
                .expectBooked("expire -100 [1:100]");
        prepaid(100).decide(new Command.CancelSubscription(1, true)).decide(new Command.UncancelSubscription(1))
                .at(FEB_END).tick().expectStatus(OVERDUE);
    }

    @Test
    void canceledAtOnceItsBlocksEndAndTheWalletStays() {
        prepaid(100).grant(credits(5)).decide(new Command.CancelSubscription(1, false))
                .expectBooked("expire -100 [1:100]").expectEvents("subscription.canceled", "credit.expired")
                .use("e", 5).expectOutcome(Outcome.UsageCharged.class)
                .decide(new Command.CancelSubscription(1, false))
                .expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status", "canceled");
    }

    @Test
    void aChangeNowProratesByTheMillisecondsLeft() {
        given().plan("p", every(MONTH).granting(100).terms(), Map.of())
                .plan("q", every(MONTH).granting(1_000).terms(), Map.of()).subscribe("p").use("e", 30)
                .at(START.plus(Duration.ofDays(7))).change("q", true, true)
                .expectBooked("void -70 [1:70]", "grant +745 [2:745]").expectPeriod(START, FEB_END)
                .expectEvents("subscription.changed", "credit.adjusted", "credit.granted");
    }

    @Test
    void aChangeToAnotherIntervalBeginsAPeriodNow() {
        Instant now = START.plus(Duration.ofDays(7));
        given().plan("p", every(MONTH).granting(100).terms(), Map.of())
                .plan("q", every(WEEK).granting(10).terms(), Map.of()).subscribe("p").at(now)
                .change("q", true, true).expectBooked("void -100 [1:100]", "grant +10 [2:10]")
                .expectPeriod(now, now.plus(Duration.ofDays(7)));
    }

    @Test
    void aChangeNowThatWouldLoseARenewedPeriodIsRefused() {
        var paid = new Command.RenewSubscription(1, Optional.of("pay"), Optional.empty(), Optional.empty());
        Scenario renewed = given().plan("p", every(MONTH).granting(100).terms(), Map.of())
                .plan("weekly", every(WEEK).granting(10).terms(), Map.of())
                .plan("last", every(MONTH).granting(10).contract(1, false, 3).terms(), Map.of())
                .plan("q", every(MONTH).granting(7).terms(), Map.of()).subscribe("p")
                .at(FEB_END.minus(Duration.ofDays(1))).decide(paid);
        renewed.change("weekly", true, true).expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status",
                "active");
        renewed.change("last", true, false).expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status",
                "active");

        renewed.change("q", true, false).expectOutcome(Outcome.SubscriptionWritten.class).at(FEB_END).tick()
                .expectPeriod(FEB_END, MAR_END).expectStatus(ACTIVE);
    }

    @Test
    void aChangeWithoutProrationMovesNoCredits() {
        given().plan("p", every(MONTH).granting(100).terms(), Map.of())
                .plan("q", every(MONTH).granting(7).terms(), Map.of()).subscribe("p").at(START.plusSeconds(60))
                .change("q", true, false).expectBooked().at(FEB_END.minusSeconds(60)).renew().at(FEB_END).tick()
                .expectBooked("grant +7 [2:7]", "expire -100 [1:100]");
    }

    @Test
    void aChangeAtPeriodEndTakesEffectWithTheRenewal() {
        given().plan("p", every(MONTH).granting(100).terms(), Map.of())
                .plan("q", every(MONTH).granting(7).terms(), Map.of()).subscribe("p").change("q", false, false)
                .expectBooked().at(FEB_END.minusSeconds(60)).renew().at(FEB_END).tick()
                .expectEvents("subscription.changed", "subscription.renewed", "credit.granted", "credit.expired")
                .expectBooked("grant +7 [2:7]", "expire -100 [1:100]").expectPeriod(FEB_END, MAR_END);
    }

    @Test
    void aChangeToTheTermsItIsOnIsDoneWithThePeriod() {
        Scenario scenario = prepaid(100).change("p", false, false).at(FEB_END.minusSeconds(60)).renew().at(FEB_END)
                .tick().expectEvents("subscription.renewed", "credit.granted", "credit.expired");
        assertThat(scenario.state().subscription().orElseThrow().changeTo()).isEmpty();
    }

    @Test
    void graceShortensTheLifeOfNoBlock() {
        given().plan("p", every(MONTH).granting(10, 2, MONTH, new GrantExpiry.CadenceEnd()).terms(), Map.of())
                .subscribe("p").at(FEB_END.plusSeconds(60)).tick().expectStatus(OVERDUE).renew()
                .expectBooked().expectBalance(10);
    }

    @Test
    void aSubscriptionKeepsTheVersionItStartedWith() {
        prepaid(100).plan("p", every(MONTH).granting(9).terms(), Map.of()).at(FEB_END.minusSeconds(60)).renew()
                .at(FEB_END).tick().expectBooked("grant +100 [2:100]", "expire -100 [1:100]");
    }

    // Contracts.

    @Test
    void aContractEndsAfterItsPeriodsAndIsAnnouncedBefore() {
        given().plan("p", every(MONTH).postpaid().contract(2, false, 10).terms(), Map.of()).subscribe("p")
                .at(MAR_END.minus(Duration.ofDays(10))).tick()
                .expectEvents("subscription.renewed", "subscription.contract_ending").at(MAR_END).tick()
                .expectEvents("subscription.contract_ended");
    }

    @Test
    void aContractThatRenewsItselfHasAnotherTerm() {
        given().plan("p", every(MONTH).postpaid().contract(1, true, 10).terms(), Map.of()).subscribe("p")
                .at(MAR_END).tick().expectEvents("subscription.contract_ending", "subscription.renewed",
                        "subscription.contract_ending", "subscription.renewed")
                .expectStatus(ACTIVE);
    }

    // What it lets a customer use.

    @Test
    void usageWhileOverdueAndPausedIsAsTheVariantSays() {
        Offer strict = every(MONTH).granting(100).usage(false, false);
        given().plan("p", strict.terms(), Map.of()).subscribe("p").at(FEB_END).use("e", 1)
                .expectRefused(ProblemType.SUBSCRIPTION_INACTIVE).reserve(1, 5)
                .expectRefused(ProblemType.SUBSCRIPTION_INACTIVE);
        prepaid(100).at(FEB_END).use("e", 1).expectOutcome(Outcome.UsageCharged.class);
        prepaid(100).decide(new Command.PauseSubscription(1)).use("e", 1)
                .expectRefused(ProblemType.SUBSCRIPTION_INACTIVE);
        given().plan("p", every(MONTH).granting(100).usage(true, true).terms(), Map.of()).subscribe("p")
                .decide(new Command.PauseSubscription(1)).use("e", 1).expectOutcome(Outcome.UsageCharged.class);
    }

    @Test
    void onlyTheMetricsOfThePlanAreUsable() {
        given().metric("tokens", new Price.PerUnit(1))
                .plan("p", every(MONTH).granting(100).metrics("tokens").terms(), Map.of()).subscribe("p")
                .use("e", METRIC, 1).expectRefused(ProblemType.FEATURE_NOT_IN_PLAN).use("f", "tokens", 1)
                .expectOutcome(Outcome.UsageCharged.class).decide(new Command.CancelSubscription(1, false))
                .grant(credits(5)).use("g", METRIC, 1).expectOutcome(Outcome.UsageCharged.class);
    }

    @Test
    void theVariantsOveragePolicyStandsBetweenTheCustomersAndTheTenants() {
        Offer allowing = every(MONTH).overage(OveragePolicy.ALLOW, 50);
        given().plan("p", allowing.terms(), Map.of()).subscribe("p").use("e", 50)
                .expectBooked("usage -50 [over:50]").use("f", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .policy(OveragePolicy.BLOCK, Optional.empty()).use("g", 1)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void tiersOfScopePeriodCountThePeriodOfTheSubscription() {
        var tiers = new Price.Tiered(TierMode.GRADUATED, Scope.PERIOD,
                List.of(new Tier(OptionalLong.of(10), 5, 0), new Tier(OptionalLong.empty(), 1, 0)));
        given().metric(METRIC, tiers).grants(credits(1_000)).plan("p", every(MONTH).postpaid().terms(), Map.of())
                .subscribe("p").use("a", 10).expectBooked("usage -50 [1:50]").at(START.plus(Duration.ofDays(2)))
                .use("b", 3).expectBooked("usage -3 [1:3]").voidUsage("a").use("c", 2)
                .expectBooked("usage -10 [1:10]").at(FEB_END).use("d", 1).expectBooked("usage -5 [1:5]")
                .voidUsage("b").use("e", 9).expectBooked("usage -45 [1:45]");
    }

    @Test
    void aPostpaidRenewalTellsWhatWasUsedInThePeriod() {
        Scenario scenario = given().grants(credits(1_000)).plan("p", every(MONTH).postpaid().terms(), Map.of())
                .subscribe("p").use("a", 10).use("b", 5).voidUsage("b").reserveUnits(METRIC, 9, 5)
                .commitUnits(5, 4).at(FEB_END).tick();
        assertThat(moved(scenario).usage().orElseThrow()).isEqualTo(Map.of(METRIC, new PeriodUsage(14, 14)));

        scenario.voidUsage("a").at(MAR_END).tick();

        assertThat(moved(scenario).usage().orElseThrow()).isEqualTo(Map.of(METRIC, new PeriodUsage(-10, -10)));
    }

    private static CustomerEvent.SubscriptionMoved moved(Scenario scenario) {
        return (CustomerEvent.SubscriptionMoved) scenario.last().events().getFirst().data();
    }

    @Test
    void aRefundedReservationLeavesTheUsageOfThePeriod() {
        Scenario scenario = given().plan("p", every(MONTH).postpaid().granting(100).terms(), Map.of()).subscribe("p")
                .use("a", 10).reserveUnits(METRIC, 9, 5).commitUnits(3, 7);
        assertThat(scenario.state().periodUsage(METRIC)).isEqualTo(new PeriodUsage(17, 17));

        scenario.refund(3).expectBooked("refund +7 [1:7]");

        assertThat(scenario.state().periodUsage(METRIC)).isEqualTo(new PeriodUsage(10, 10));
    }

    @Test
    void whatIsNoSubscriptionIsNotFound() {
        prepaid(1).decide(new Command.PauseSubscription(2)).expectRefused(ProblemType.NOT_FOUND, "resource",
                "subscription");
    }

    @Test
    void endsAreKeptForEver() {
        Scenario scenario = prepaid(1).decide(new Command.CancelSubscription(1, false));
        assertThat(scenario.state().endOfSubscription(1)).contains(CANCELED);
        assertThat(scenario.state().subscription()).isEmpty();
    }

    private static Scenario prepaid(long credits) {
        return given().plan("p", every(MONTH).granting(credits).terms(), Map.of()).subscribe("p");
    }

    private static Scenario trial(Offer offer) {
        return given().plan("p", offer.days(10, 3, 3).terms(), Map.of()).subscribe("p");
    }

    private static Scenario rollingOver(Rollover rollover) {
        return given().plan("p", every(MONTH).granting(100, rollover, false).terms(), Map.of()).subscribe("p");
    }
}
