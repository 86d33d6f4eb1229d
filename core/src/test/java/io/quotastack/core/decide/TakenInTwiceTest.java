package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.event;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;

/**
 * A command that takes an event in may stand in the log twice: the usage intake was killed before it noted how far it had
 * come, or a batch handed an event over again. The second time nothing comes of it, whatever had come of it the first time.
 * Another command of the event, which its producer sent again, is another matter.
 */
class TakenInTwiceTest {

    private static final Outcome BEFORE = new Outcome.TakenInBefore();

    private final TestReporter reporter;

    TakenInTwiceTest(TestReporter reporter) {
        this.reporter = reporter;
    }

    private static CommandEnvelope taking(String commandId, String eventId, long units) {
        return named(commandId, given().keyless(new RecordUsage(event(eventId, METRIC, units), Optional.empty(), true,
                Optional.empty())));
    }

    private static CommandEnvelope named(String commandId, CommandEnvelope envelope) {
        return new CommandEnvelope(commandId, envelope.customer(), envelope.idempotency(), envelope.configVersion(),
                envelope.command());
    }

    /** More falls due than a decision books; so many events may wait. */
    private static Scenario behind(int waiting) {
        return given().within(new Bounds(1, 1, 2, waiting)).grants(credits(1).until(minute(1)),
                credits(2).until(minute(2)), credits(3).until(minute(3)), credits(4).until(minute(4)), credits(5))
                .at(minute(9));
    }

    private static Scenario caughtUp(Scenario scenario) {
        while (!scenario.figures().backlog().isEmpty()) {
            scenario.tick();
        }
        return scenario;
    }

    @Test
    void aRefusedEventIsNotReportedTwice() {
        CommandEnvelope taken = taking("a", "e", 4);
        Scenario scenario = given().decide(taken).expectEvents("usage.refused").decide(taken).expectOutcome(BEFORE)
                .expectNothingChanged();

        assertThat(scenario.last().usageReport()).isEmpty();
        assertThat(scenario.last().rowsKept()).isZero();
    }

    @Test
    void norIsItChargedWhenCreditsCameInBetween() {
        CommandEnvelope taken = taking("a", "e", 4);
        given().decide(taken).expectRefused(ProblemType.INSUFFICIENT_CREDITS).grants(credits(10)).decide(taken)
                .expectOutcome(BEFORE).expectNothingChanged().expectBalance(10);
    }

    @Test
    void anotherCommandOfTheEventIsDecidedAnew() {
        given().decide(taking("a", "e", 4)).decide(taking("b", "e", 4)).expectEvents("usage.refused")
                .grants(credits(10)).decide(taking("c", "e", 4)).expectBooked("usage -4 [1:4]");
    }

    @Test
    void ofSeveralCommandsOfTheEventEachIsKnown() {
        CommandEnvelope first = taking("a", "e", 4);
        CommandEnvelope second = taking("b", "e", 4);
        given().decide(first).decide(second).grants(credits(10)).decide(first).expectOutcome(BEFORE).decide(second)
                .expectOutcome(BEFORE).expectNothingChanged().expectBalance(10);
    }

    /** A topic that was made anew counts from the beginning, and no event may be forgotten for that. */
    @Test
    void anotherEventUnderTheIdOfTheCommandIsDecided() {
        given().decide(taking("a", "e", 4)).grants(credits(10)).decide(taking("a", "e2", 4))
                .expectBooked("usage -4 [1:4]").decide(taking("a", "e", 5)).expectBooked("usage -5 [1:5]");
    }

    @Test
    void whatWasRefusedBesideAChargeIsNotReportedTwice() {
        CommandEnvelope other = taking("b", "e", 5);
        given().grants(credits(10)).decide(taking("a", "e", 4)).decide(other).expectEvents("usage.refused")
                .decide(other).expectOutcome(BEFORE).expectNothingChanged();
    }

    @Test
    void aRefusedEventWhoseIdChargedAnotherMeanwhileIsNotReportedTwice() {
        CommandEnvelope refused = taking("a", "e", 4);
        given().decide(refused).grants(credits(10)).decide(taking("b", "e", 5)).expectBooked("usage -5 [1:5]")
                .decide(refused).expectOutcome(BEFORE).expectNothingChanged();
    }

    @Test
    void aRefusedEventThatARetryChargedStaysCharged() {
        CommandEnvelope taken = taking("a", "e", 4);
        given().decide(taken).grants(credits(10)).retry("e").expectBooked("usage -4 [1:4]").decide(taken)
                .expectNothingChanged().voidUsage("e").decide(taken).expectNothingChanged().expectBalance(10);
    }

    @Test
    void theOneOfARequestsKeyIsNotReportedTwice() {
        CommandEnvelope keyed = named("a", given().keyed("k", new RecordUsage(event("k", METRIC, 4), Optional.empty(),
                true, Optional.empty())));
        given().grants(credits(10)).decide("k", credits(5).command()).decide(keyed)
                .expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED).expectEvents("usage.refused").decide(keyed)
                .expectOutcome(BEFORE).expectNothingChanged().at(START.plus(Duration.ofHours(24))).decide(keyed)
                .expectOutcome(BEFORE).expectNothingChanged();
    }

    /** The intake looks at its clock: the same record may be in the range of times the first time and not the second. */
    @Test
    void whatArrivalFindsTheSecondTimeDoesNotCount() {
        CommandEnvelope inTime = taking("a", "e", 4);
        CommandEnvelope tooLate = named("a", given().keyless(new RecordUsage(event("e", METRIC, 4), Optional.empty(),
                true, Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "too old")))));
        given().grants(credits(10)).decide(inTime).decide(tooLate).expectNothingChanged().expectBalance(6);
        given().decide(inTime).decide(tooLate).expectOutcome(BEFORE).expectNothingChanged();
        given().grants(credits(10)).decide(tooLate).expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE).decide(inTime)
                .expectOutcome(BEFORE).expectNothingChanged().expectBalance(10);
        caughtUp(behind(2).decide(inTime).decide(tooLate).expectNothingChanged()).expectBalance(1);
    }

    @Test
    void itIsKnownNinetyDays() {
        CommandEnvelope taken = taking("a", "e", 4);
        given().decide(taken).grants(credits(10)).at(START.plus(Duration.ofDays(90)).minusMillis(1)).decide(taken)
                .expectOutcome(BEFORE).at(START.plus(Duration.ofDays(90))).decide(taken)
                .expectBooked("usage -4 [1:4]");
    }

    @Test
    void whileItWaitsItWaitsOnce() {
        CommandEnvelope taken = taking("a", "e", 4);
        Scenario scenario = behind(2).decide(taken).decide(taken).expectOutcome(new Outcome.UsageWaits())
                .expectNothingChanged();
        assertThat(scenario.state().waiting()).hasSize(1);

        caughtUp(scenario).decide(taken).expectNothingChanged().expectBalance(1);
        assertThat(scenario.state().placeOfWaitingCommand(taken.idWithEvent(event("e", METRIC, 4)))).isEmpty();
    }

    @Test
    void itWaitsOnceThoughAnotherEventOfTheIdWaitsBehindIt() {
        CommandEnvelope taken = taking("a", "e", 4);
        Scenario scenario = behind(2).decide(taken).decide(taking("b", "e", 2)).decide(taken)
                .expectOutcome(new Outcome.UsageWaits()).expectNothingChanged();

        caughtUp(scenario).expectBalance(1);
        assertThat(scenario.history().refused("e").orElseThrow().event().usage().all().getFirst().units()).isEqualTo(2);
    }

    @Test
    void refusedInItsTurnItIsKnown() {
        CommandEnvelope taken = taking("a", "e", 40);
        caughtUp(behind(2).decide(taken)).grants(credits(50)).decide(taken).expectOutcome(BEFORE)
                .expectNothingChanged().expectBalance(55);
    }

    @Test
    void refusedAtTheBoundOfThoseThatWaitItIsKnown() {
        CommandEnvelope taken = taking("a", "e", 4);
        Scenario scenario = behind(1).decide(taking("b", "e2", 1)).decide(taken)
                .expectRefused(ProblemType.LIMIT_EXCEEDED).decide(taken).expectOutcome(BEFORE).expectNothingChanged();

        caughtUp(scenario).decide(taken).expectOutcome(BEFORE).expectNothingChanged().expectBalance(4);
    }

    /** Its producer sent it again while it waited, and both were one: the second is not decided by itself later. */
    @Test
    void theOneThatStoodForAnEventThatWaitedIsKnown() {
        CommandEnvelope again = taking("b", "e", 40);
        Scenario scenario = behind(2).decide(taking("a", "e", 40)).decide(again)
                .expectOutcome(new Outcome.UsageWaits());

        caughtUp(scenario).grants(credits(50)).decide(again).expectOutcome(BEFORE).expectNothingChanged()
                .expectBalance(55);
    }

    /** Whatever else happens, and whether it had to wait: each command is reported at most once. */
    @Test
    void noCommandIsReportedTwice() {
        new RandomHistories(reporter).check(200, random -> {
            Scenario scenario = given().within(new Bounds(1 + random.nextInt(2), 1, 2, 2 + random.nextInt(3)));
            List<CommandEnvelope> taken = new ArrayList<>();
            Map<String, Integer> reports = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                scenario.at(scenario.now().plusSeconds(random.nextInt(90)));
                CommandEnvelope command = next(scenario, taken, random, i);
                scenario.decide(command);
                count(reports, command, scenario.last());
            }
            assertThat(reports).allSatisfy((command, times) -> assertThat(times).as(command).isEqualTo(1));
        });
    }

    private static CommandEnvelope next(Scenario scenario, List<CommandEnvelope> taken, Random random, int i) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> scenario.keyed("key-" + i, credits(1 + random.nextInt(6))
                    .until(scenario.now().plusSeconds(30 + random.nextInt(300))).command());
            case 2 -> scenario.keyless(new Command.Tick());
            case 3, 4, 5 -> {
                taken.add(taking("taken-" + i, "e" + random.nextInt(40), 1 + random.nextInt(3)));
                yield taken.getLast();
            }
            default -> taken.isEmpty()
                    ? scenario.keyless(new Command.Tick())
                    : taken.get(Math.max(0, taken.size() - 1 - random.nextInt(8)));
        };
    }

    private static void count(Map<String, Integer> reports, CommandEnvelope command, Decision decision) {
        decision.waited().forEach(waited -> count(reports, waited.envelope(), waited.decision()));
        decision.usageReport().ifPresent(report -> reports.merge(command.commandId(), 1, Integer::sum));
    }
}
