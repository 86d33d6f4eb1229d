package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.TestClock;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.scenario.Scenario;

/** No command and no read does more than a bounded part of what has fallen due, whoever it is that asks. */
class BoundedWorkTest {

    private static final int MOST = 4_000;
    private static final Duration TEN_YEARS = Duration.ofDays(3_650);

    private static Scenario manyDueAt5() {
        return given().grantsUnaudited(9_000, credits(1).until(minute(5)));
    }

    private static Scenario daily() {
        return given().plan("p", every(MONTH).postpaid().granting(10, 1, DAY, new GrantExpiry.CadenceEnd()).terms(),
                Map.of()).grantsUnaudited(1, credits(1));
    }

    /**
     * Seen: an event let all that was due happen, the ticks found nothing to do any more, and the clock moved for ever.
     */
    @Test
    void aClockStandsInTheEndThoughAnEventIsAcceptedWhileItMoves() {
        Scenario scenario = daily().moveClock(START).subscribe("p").moveClock(START.plus(TEN_YEARS)).accept("e", 1);

        for (int i = 0; i < 50; i++) {
            scenario.tick();
        }

        assertThat(scenario.figures().clock()).contains(new TestClock(START.plus(TEN_YEARS), false));
        assertThat(scenario.state().chargedUsage("e")).isPresent();
        scenario.use("e2", 1).expectOutcome(Outcome.UsageCharged.class);
    }

    /** Nothing stops a move, and what it books is kept for ever. */
    @Test
    void aClockIsNotMovedPastMoreThanItMay() {
        Instant centuryLater = START.plus(TEN_YEARS.multipliedBy(10));
        Scenario scenario = daily().moveClock(START).moveClock(START.plus(TEN_YEARS)).subscribe("p")
                .moveClock(centuryLater).expectRefused(ProblemType.LIMIT_EXCEEDED);
        assertThat(scenario.figures().clock()).contains(new TestClock(START.plus(TEN_YEARS), false));
        scenario.moveClock(START.plus(TEN_YEARS.multipliedBy(5))).expectOutcome(Outcome.TestClockMoved.class);
    }

    @Test
    void anAcceptedEventBooksASliceAtMost() {
        Scenario scenario = manyDueAt5().at(minute(6)).accept("e", 1);

        assertThat(scenario.last().entries()).hasSizeLessThan(MOST);
    }

    @Test
    void aCallerOfAnAccountThatIsFarBehindIsAskedToComeAgain() {
        Scenario scenario = manyDueAt5().at(minute(6)).adjust(5).expectRefused(ProblemType.UNAVAILABLE);

        assertThat(scenario.last().entries()).hasSizeLessThan(MOST);
        assertThat(scenario.last().keepAnswer()).as("nothing is kept under its key").isEmpty();
    }

    @Test
    void aReaderOfAnAccountThatIsFarBehindIsAskedToComeAgain() {
        Scenario scenario = manyDueAt5();

        assertThatThrownBy(() -> ProjectedAccount.at(scenario.account(), minute(6), scenario.environmentConfig()))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aSubscriptionThatWouldGrantForYearsIsNotReadInOneGo() {
        Scenario scenario = daily().subscribe("p");

        assertThatThrownBy(
                () -> ProjectedAccount.at(scenario.account(), START.plus(TEN_YEARS), scenario.environmentConfig()))
                .isInstanceOf(UnavailableException.class);
    }
}
