package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.EntryText;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;

/** An account that is behind catches up by ticks; accepted events wait for their turn, callers come again. */
class CatchUpTest {

    /** Four blocks end at minutes 1 to 4; the fifth lives. A decision does one thing, two events may wait. */
    private static Scenario behind() {
        return given().within(new Bounds(1, 1, 2, 2)).grants(credits(1).until(minute(1)), credits(2).until(minute(2)),
                credits(3).until(minute(3)), credits(4).until(minute(4)), credits(50));
    }

    private static Scenario caughtUp(Scenario scenario) {
        while (!scenario.figures().backlog().isEmpty()) {
            scenario.tick();
        }
        return scenario;
    }

    @Test
    void whoWaitsForAnAnswerComesAgainUnderTheSameKey() {
        Scenario scenario = behind().at(minute(9)).decide("key", credits(7).command())
                .expectRefused(ProblemType.UNAVAILABLE).expectBooked("expire -1 [1:1]");
        scenario.decide("key", credits(7).command()).expectRefused(ProblemType.UNAVAILABLE).expectNothingChanged();

        caughtUp(scenario).decide("key", credits(7).command()).expectBooked("grant +7 [6:7]");
    }

    @Test
    void anAcceptedEventIsDecidedInItsTurnAtItsOwnTime() {
        Scenario scenario = behind().at(minute(3).minusMillis(1)).accept("e1", 4)
                .expectOutcome(new Outcome.UsageWaits()).expectBooked("expire -1 [1:1]");
        assertThat(scenario.state().waiting()).hasSize(1);
        assertThat(scenario.state().placeOfWaiting("e1")).isPresent();

        caughtUp(scenario.at(minute(9)));

        assertThat(scenario.history().entries().subList(5, 9).stream().map(EntryText::of)).containsExactly(
                "expire -1 [1:1]", "expire -2 [2:2]", "usage -4 [3:3 4:1]", "expire -3 [4:3]");
        LedgerEntry usage = scenario.history().entries().get(7);
        assertThat(usage.occurredAt()).isEqualTo(minute(3).minusMillis(1));
        assertThat(usage.recordedAt()).isEqualTo(minute(3).minusMillis(1));
        assertThat(scenario.state().waiting()).isEmpty();
        assertThat(scenario.state().placeOfWaiting("e1")).isEmpty();
    }

    @Test
    void eventsAreDecidedInTheOrderTheyCameIn() {
        Scenario scenario = caughtUp(behind().at(minute(9)).accept("e1", 30).accept("e2", 30));

        assertThat(scenario.history().charge("e1")).isPresent();
        assertThat(scenario.history().refused("e2")).as("too late for what was left").isPresent();
        assertThat(scenario.state().answer(AnswerKey.ofRefusedUsage("e2"))).as("kept like any refusal").isPresent();
    }

    @Test
    void noCallerOvertakesAnEventThatWaits() {
        Scenario scenario = behind().at(minute(9)).accept("e1", 30).use("e2", 30)
                .expectRefused(ProblemType.UNAVAILABLE);

        caughtUp(scenario).use("e2", 30).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void anEventThatComesAgainWhileItWaitsIsTheSameEvent() {
        Scenario scenario = behind().at(minute(9)).accept("e1", 30).accept("e1", 30).accept("e1", 30);
        assertThat(scenario.state().waiting()).hasSize(1);

        caughtUp(scenario).expectBalance(20);
    }

    @Test
    void anotherEventOfTheIdThatWaitsIsRefusedInItsTurn() {
        Scenario scenario = caughtUp(behind().at(minute(9)).accept("e1", 30).accept("e1", 5)).expectBalance(20);

        assertThat(scenario.history().refused("e1").orElseThrow().event().usage().all().getFirst().units())
                .isEqualTo(5);
    }

    /** The answer may be swept or not by then: it must not matter. */
    @Test
    void anEventThatWaitedIsNotRefusedForAnAnswerWhoseTimeIsOver() {
        Scenario scenario = behind().decide("key", credits(7).command()).at(minute(23 * 60)).acceptKeyed("key", 30)
                .expectOutcome(new Outcome.UsageWaits());

        caughtUp(scenario.at(minute(25 * 60)));

        assertThat(scenario.history().charge("key")).isPresent();
    }

    @Test
    void beyondTheBoundAnAcceptedEventIsRefusedAndFound() {
        Scenario scenario = behind().at(minute(9)).accept("e1", 1).accept("e2", 1).accept("e3", 1)
                .expectRefused(ProblemType.LIMIT_EXCEEDED).expectEvents("usage.refused");

        assertThat(scenario.history().refused("e3")).isPresent();
        assertThat(scenario.state().answer(AnswerKey.ofRefusedUsage("e3"))).isPresent();
        caughtUp(scenario).retry("e3").expectBooked("usage -1 [5:1]");
    }

    /** Or a stream of events would let the line grow, however fast ticks are. */
    @Test
    void anEventLetsThoseThatWaitGoAheadOfItOnceNothingIsDue() {
        Scenario scenario = behind().at(minute(9)).accept("e1", 1).accept("e2", 1);
        while (scenario.figures().backlog().behind()) {
            scenario.tick();
        }
        assertThat(scenario.state().waiting()).isNotEmpty();

        scenario.within(new Bounds(1, 1, 5, 2)).accept("e3", 1).expectOutcome(Outcome.UsageCharged.class);

        assertThat(scenario.state().waiting()).isEmpty();
        assertThat(List.of("e1", "e2", "e3")).allMatch(event -> scenario.history().charge(event).isPresent());
    }

    /** 500 events of 8 KiB in one decision would be many megabytes of entries, events and outcomes in one transaction. */
    @Test
    void eventsWithMuchMetadataUseMoreOfASlice() {
        Scenario scenario = behind().within(new Bounds(1, 1, 2, 10)).at(minute(9));
        for (String event : List.of("e1", "e2", "e3", "e4")) {
            scenario.accept(new UsageEvent(event, Scenario.METRIC, 1, Optional.empty(),
                    Map.of("note", "x".repeat(3 * 1024))));
        }
        while (scenario.figures().backlog().behind()) {
            scenario.tick();
        }
        int waiting = scenario.state().waiting().size();

        scenario.within(new Bounds(1, 8, 2, 10)).tick();

        assertThat(scenario.state().waiting()).hasSize(waiting - 2);
    }

    @Test
    void aClockStandsWhenAllIsDoneThatWaited() {
        Scenario scenario = behind();
        scenario.within(Bounds.USUAL).moveClock(minute(0)).within(new Bounds(1, 1, 2, 2)).moveClock(minute(9))
                .accept("e1", 30).use("e2", 1).expectRefused(ProblemType.TEST_CLOCK_MOVING);

        caughtUp(scenario);

        assertThat(scenario.figures().clock().orElseThrow().moving()).isFalse();
        scenario.use("e2", 1).expectBooked("usage -1 [5:1]").expectBalance(19);
    }

    @Test
    void whatACommandMakesDueIsBoundedToo() {
        Scenario scenario = given().within(new Bounds(2, 2, 2, 2));
        scenario.grants(credits(5).until(minute(1)), credits(5).until(minute(1)), credits(5).until(minute(1)));

        scenario.at(minute(2)).tick().expectBooked("expire -5 [1:5]", "expire -5 [2:5]").tick()
                .expectBooked("expire -5 [3:5]");
        assertThat(scenario.figures().backlog().isEmpty()).isTrue();
    }
}
