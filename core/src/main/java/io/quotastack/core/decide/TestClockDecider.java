package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command.MoveTestClock;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * A customer's own clock, in the test environment only: all that falls due on its way happens, in bounded steps
 * (CONTRACT 9).
 */
final class TestClockDecider {

    /** How much of what is due the move itself lets happen; what is left is up to ticks. */
    static final int MOST_DUES_OF_A_MOVE = 2_000;

    /** So many events of the last move are kept to be read. */
    static final int MOST_EVENTS_KEPT = 1_000;

    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    private TestClockDecider() {}

    /** Why the clock cannot be moved there, or nothing. A customer's time begins where its first clock is set. */
    static Optional<Problem> refusalOf(AccountState state, MoveTestClock command) {
        if (state.key().world().environment() != Environment.TEST) {
            return Optional.of(Problem.notFound("test_clock", "only the test environment has test clocks"));
        }
        Account account = state.account().orElse(Account.EMPTY);
        if (command.to().isBefore(account.now()) || command.to().isAfter(LATEST)) {
            return Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "the customer's time is "
                    + account.now() + " and only goes forward, up to " + LATEST));
        }
        return Optional.empty();
    }

    /** Lets happen what is due by the clock's new time, which is the decision's now. */
    static Result move(Booking booking) {
        Settlement.settle(booking, MOST_DUES_OF_A_MOVE);
        booking.draft().putClockEvents(happened(List.of(), booking));
        TestClock clock = stand(booking);
        Instant reached = clock.moving() ? booking.figures().nextDue() : clock.now();
        return Result.of(new Outcome.TestClockMoved(reached, clock, booking.draft().clockEvents()));
    }

    /** A tick went on with a move. */
    static void goOn(Booking booking) {
        booking.draft().putClockEvents(happened(booking.draft().clockEvents(), booking));
        stand(booking);
    }

    private static TestClock stand(Booking booking) {
        var clock = new TestClock(booking.now(), !booking.figures().nextDue().isAfter(booking.now()));
        booking.draft().put(booking.figures().withClock(clock));
        return clock;
    }

    private static List<ClockEvent> happened(List<ClockEvent> before, Booking booking) {
        List<ClockEvent> all = new ArrayList<>(before);
        for (CustomerEvent event : booking.events()) {
            if (all.size() < MOST_EVENTS_KEPT) {
                all.add(new ClockEvent(event.type().text(), event.timestamp(), event.sequence()));
            }
        }
        return all;
    }
}
