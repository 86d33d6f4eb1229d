package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.command.Command;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.metering.Price;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;

/** CONTRACT 5 for usage and 11 for all else: what comes twice takes effect once. */
class DuplicateDetectorTest {

    private static final Command ADJUST = new Command.AdjustCredits(5, "a reason");
    private static final Command OTHER = new Command.AdjustCredits(6, "a reason");
    private static final Instant NEXT_DAY = START.plus(Duration.ofHours(24));
    private static final Instant DAY_90 = START.plus(Duration.ofDays(90));

    @Test
    void theSameRequestUnderItsKeyIsAnsweredAsBefore() {
        given().decide("k", ADJUST).decide("k", ADJUST)
                .expectOutcome(new Outcome.AnsweredBefore(AnswerKey.ofRequest("k"))).expectNothingChanged()
                .expectBalance(5);
    }

    @Test
    void anotherRequestUnderTheKeyIsRefused() {
        given().decide("k", ADJUST).decide("k", OTHER).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED)
                .expectNothingChanged().expectBalance(5);
    }

    @Test
    void aRequestsAnswerIsKeptADay() {
        given().decide("k", ADJUST).at(NEXT_DAY.minusMillis(1)).decide("k", ADJUST)
                .expectOutcome(Outcome.AnsweredBefore.class)
                .at(NEXT_DAY).decide("k", ADJUST).expectBooked("adjust +5 [2:5]");
    }

    @Test
    void aRefusalIsAnAnswerAndIsKeptToo() {
        Command tooMuch = new Command.AdjustCredits(-5, "a reason");
        given().decide("k", tooMuch).expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .grants(credits(9)).decide("k", tooMuch).expectOutcome(Outcome.AnsweredBefore.class).expectBalance(9);
    }

    @Test
    void aRefusedReuseDoesNotReplaceTheAnswer() {
        given().decide("k", ADJUST).decide("k", OTHER).decide("k", ADJUST)
                .expectOutcome(Outcome.AnsweredBefore.class);
    }

    @Test
    void theSameEventIsChargedOnceAtAnyAge() {
        given().grants(credits(10)).use("e", 4).at(START.plus(Duration.ofDays(4_000)))
                .use("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2)).expectNothingChanged().expectBalance(6);
    }

    @Test
    void theWayItCameInDoesNotCount() {
        given().grants(credits(10)).accept("e", 4).use("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2))
                .accept("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2)).expectNothingChanged();
    }

    @Test
    void anEventOfOtherContentIsRefusedAtAnyAge() {
        Scenario scenario = given().metric("other", new Price.Flat(1))
                .grants(credits(10)).use("e", 4).at(START.plus(Duration.ofDays(4_000)));
        for (UsageEvent other : new UsageEvent[] {Scenario.event("e", METRIC, 5), Scenario.event("e", "other", 4),
            new UsageEvent("e", METRIC, 4, Optional.of(START), Map.of()),
            new UsageEvent("e", METRIC, 4, Optional.empty(), Map.of("a", "b"))}) {
            scenario.use(other).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectNothingChanged();
        }
    }

    @Test
    void whereNobodyWaitsOtherContentIsReportedAsRefusedAndTheFirstStands() {
        Scenario scenario = given().grants(credits(10)).use("e", 4).accept("e", 5)
                .expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectEvents("usage.refused").expectBalance(6);

        assertThat(scenario.last().usageReport()).hasValueSatisfying(report -> {
            assertThat(report.event().usage().all().getFirst().units()).isEqualTo(5);
            assertThat(report.refusal()).isPresent();
        });
        scenario.use("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2));
    }

    @Test
    void whatIsDueIsBookedBeforeSuchAReport() {
        given().grants(credits(10).until(minute(5))).use("e", 4).at(minute(5)).accept("e", 5)
                .expectBooked("expire -6 [1:6]").expectEvents("credit.expired", "credit.depleted", "usage.refused");
    }

    @Test
    void aRefusedEventIsRefusedADayThenItsIdIsFree() {
        given().use("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS).grants(credits(10))
                .use("e", 4).expectOutcome(new Outcome.AnsweredBefore(AnswerKey.ofRefusedUsage("e")))
                .use("e", 5).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED)
                .at(NEXT_DAY).use("e", 5).expectBooked("usage -5 [1:5]");
    }

    @Test
    void theRefusalOfAnAcceptedEventBindsWaitingCallersNinetyDays() {
        given().accept("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS).grants(credits(10))
                .at(DAY_90.minusMillis(1)).use("e", 4).expectOutcome(Outcome.AnsweredBefore.class)
                .at(DAY_90).use("e", 4).expectBooked("usage -4 [1:4]");
    }

    /** The setting of the moment counts, also for what was refused before it. */
    @Test
    void aRefusalBindsAsLongAsTheTenantHasItKept() {
        Instant dayThree = START.plus(Duration.ofDays(3));
        given().accept("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS).grants(credits(10))
                .keepingRefusals(3)
                .at(dayThree.minusMillis(1)).use("e", 4).expectOutcome(Outcome.AnsweredBefore.class)
                .voidUsage("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "refused")
                .at(dayThree).voidUsage("e").expectRefused(ProblemType.NOT_FOUND, "resource", "usage_event")
                .keepingRefusals(4).use("e", 4).expectOutcome(Outcome.AnsweredBefore.class)
                .keepingRefusals(3).use("e", 4).expectBooked("usage -4 [1:4]");
    }

    @Test
    void aRefusedEventIsTakenInAnewWhereNobodyWaits() {
        given().use("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS).grants(credits(10))
                .accept("e", 5).expectBooked("usage -5 [1:5]")
                .use("e", 5).expectOutcome(Outcome.UsageChargedBefore.class)
                .use("e", 4).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aRetryChargesARefusedEventAndItsOwnKeyThenAnswersTheCharge() {
        Scenario scenario = given().accept("e", 4).grants(credits(10))
                .retry("e").expectOutcome(Outcome.UsageRetried.class).expectBooked("usage -4 [1:4]");

        scenario.use("e", 4).expectOutcome(new Outcome.UsageChargedBefore(2));
        scenario.retry("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "charged");
        scenario.voidUsage("e").retry("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "voided");
    }

    @Test
    void aRetryCanBeRefusedAgain() {
        given().accept("e", 4).grants(credits(3)).retry("e").expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .expectEvents().expectBooked();
    }

    @Test
    void aRetryPricesTheEventByItsOwnTime() {
        Scenario scenario = given().accept("e", 4).grants(credits(10)).at(START.plus(Duration.ofDays(40))).retry("e");

        assertThat(scenario.last().entries().getLast().context().usageTimestamp()).contains(START);
    }

    @Test
    void whatWasNeverRefusedCannotBeRetried() {
        given().grants(credits(10)).retry("e").expectRefused(ProblemType.NOT_FOUND, "resource", "usage_event");
    }

    @Test
    void aKeyThatChargedAnEventIsNoKeyForAnotherRequest() {
        given().grants(credits(10)).use("k", 4).decide("k", ADJUST).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aKeyWhoseEventWasRefusedToItsCallerIsNoKeyForAnotherRequestThatDay() {
        given().use("k", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .decide("k", ADJUST).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED)
                .at(NEXT_DAY).decide("k", ADJUST).expectBooked("adjust +5 [1:5]");
    }

    @Test
    void aKeyOfARequestIsNoKeyForAnEvent() {
        given().decide("k", ADJUST).use("k", 4).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED)
                .expectNothingChanged()
                .at(NEXT_DAY).use("k", 4).expectBooked("usage -4 [1:4]");
    }

    /** Such as {@code Prefer: respond-async}: it was promised that the event is found. */
    @Test
    void anAcceptedEventUnderTheKeyOfARequestIsRefusedAndKeptLikeAnyOther() {
        Scenario scenario = given().grants(credits(10)).decide("k", ADJUST).acceptKeyed("k", 4)
                .expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectEvents("usage.refused").expectBalance(15);

        assertThat(scenario.last().usageReport()).hasValueSatisfying(
                report -> assertThat(report.besideCharge()).isFalse());
        assertThat(scenario.last().keepAnswer()).hasValueSatisfying(kept -> {
            assertThat(kept.key()).isEqualTo(AnswerKey.ofRefusedUsage("k"));
            assertThat(kept.mark().keptFor()).isEqualTo(CommandDecider.ACCEPTED_REFUSAL_KEPT);
        });
        scenario.voidUsage("k").expectRefused(ProblemType.USAGE_STATE, "usage_status", "refused");
        scenario.decide("k", ADJUST).expectOutcome(new Outcome.AnsweredBefore(AnswerKey.ofRequest("k")));
        scenario.retry("k").expectBooked("usage -4 [1:4]");
        scenario.use("k", 4).expectOutcome(Outcome.UsageChargedBefore.class);
    }

    @Test
    void aRefusalBesideAChargeKeepsNoAnswerOfItsOwn() {
        Scenario scenario = given().grants(credits(10)).use("e", 4).accept("e", 5)
                .expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED);

        assertThat(scenario.last().usageReport()).hasValueSatisfying(
                report -> assertThat(report.besideCharge()).isTrue());
        assertThat(scenario.last().keepAnswer()).isEmpty();
    }

    /** The same id from two sources is two events, and one must not swallow the other (CONTRACT 12). */
    @Test
    void theSameIdFromAnotherSourceIsRefused() {
        given().grants(credits(10)).accept(from("/a")).expectBooked("usage -4 [1:4]")
                .accept(from("/a")).expectOutcome(Outcome.UsageChargedBefore.class)
                .accept(from("/b")).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectEvents("usage.refused")
                .use("e", 4).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectBalance(6);
        given().grants(credits(10)).use("e", 4).accept("e", 4).expectOutcome(Outcome.UsageChargedBefore.class)
                .accept(from("/a")).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectBalance(6);
    }

    private static UsageEvent from(String source) {
        return new UsageEvent("e", METRIC, 4, Optional.empty(), Map.of(), Optional.of(source));
    }

    /** What is kept of it is not what it said: charging that would be charging something else. */
    @Test
    void anEventThatIsAtFaultItselfIsNeverCharged() {
        Problem fault = Problem.invalid(List.of(FieldFault.at("/tokens", "is not a known field")));
        Scenario scenario = given().grants(credits(10));
        scenario.decide(scenario.keyless(new Command.RecordUsage(Scenario.event("e", METRIC, 1), Optional.empty(), true,
                Optional.of(fault)))).expectRefused(ProblemType.INVALID_REQUEST).expectEvents("usage.refused");

        scenario.retry("e").expectRefused(ProblemType.USAGE_STATE, "usage_status", "refused").expectBooked();
    }

    @Test
    void anEventIdThatWasNoKeyClashesWithNone() {
        given().grants(credits(10)).accept("k", 4).decide("k", ADJUST).expectBooked("adjust +5 [2:5]")
                .accept("k2", 99).expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .decide("k2", ADJUST).expectBooked("adjust +5 [3:5]")
                .accept("k2", 1).expectBooked("usage -1 [1:1]");
    }
}
