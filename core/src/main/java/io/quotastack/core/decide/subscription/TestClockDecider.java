package io.quotastack.core.decide.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command.MoveTestClock;
import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * A customer's own clock, in the test environment only: all that falls due on its way happens, in bounded steps
 * (CONTRACT 9).
 */
public final class TestClockDecider {

    /** So many events of the last move are kept to be read. */
    static final int MOST_EVENTS_KEPT = 1_000;

    /** Periods and grants that a move goes past: about two entries each. Nothing else falls due again and again. */
    private static final long MOST_TURNS = 25_000;

    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    private TestClockDecider() {}

    /** Why the clock cannot be moved there, or nothing. A customer's time begins where its first clock is set. */
    public static Optional<Problem> refusalOf(AccountState state, MoveTestClock command, EnvironmentConfig config) {
        if (state.key().tenantEnvironment().environment() != Environment.TEST) {
            return Optional.of(Problem.notFound("test_clock", "only the test environment has test clocks"));
        }
        Account account = state.account().orElse(Account.EMPTY);
        if (command.to().isBefore(account.now()) || command.to().isAfter(LATEST)) {
            return Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "the customer's time is "
                    + account.now() + " and only goes forward, up to " + LATEST));
        }
        Duration way = Duration.between(account.now(), command.to());
        long grants = state.subscription().flatMap(live -> config.variant(live.variant().variantId()))
                .map(variant -> variant.terms().turnsIn(way)).orElse(0L);
        if (grants > MOST_TURNS) {
            return Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED, "about " + grants
                    + " periods and grants of the subscription are on the way, and a move goes past " + MOST_TURNS
                    + "; move in steps"));
        }
        return Optional.empty();
    }

    /** What the move has let happen so far. */
    public static Result moved(DecisionContext context) {
        TestClock clock = context.figures().clock().orElseThrow();
        Instant reached = clock.moving() ? context.figures().nextScheduledAt() : clock.now();
        return Result.of(new Outcome.TestClockMoved(reached, clock, context.draft().clockEvents()));
    }

    /**
     * The clock stands when nothing is due by its time and no accepted event waits; else it goes on moving, by ticks. Said
     * of every decision, whatever let things happen: a clock never moves on with nothing left to do.
     *
     * @param fellDue the events of what fell due
     */
    public static void standOrMove(AccountDraft draft, boolean moved, List<CustomerEvent> fellDue) {
        draft.figures().clock().ifPresent(clock -> {
            boolean moving = !draft.figures().backlog().isEmpty();
            if (moved) {
                draft.put(AccountRows.CLOCK_EVENTS, happened(List.of(), fellDue));
            } else if (clock.moving() && !fellDue.isEmpty()) {
                draft.put(AccountRows.CLOCK_EVENTS, happened(draft.clockEvents(), fellDue));
            }
            if (moving != clock.moving()) {
                draft.put(draft.figures().withClock(new TestClock(clock.now(), moving)));
            }
        });
    }

    private static List<ClockEvent> happened(List<ClockEvent> before, List<CustomerEvent> fellDue) {
        List<ClockEvent> all = new ArrayList<>(before);
        for (CustomerEvent event : fellDue) {
            if (all.size() < MOST_EVENTS_KEPT) {
                all.add(new ClockEvent(event.type().text(), event.timestamp(), event.sequence()));
            }
        }
        return all;
    }
}
