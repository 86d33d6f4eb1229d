package io.quotastack.ledger.share;

import java.time.Duration;

import io.quotastack.core.command.Command;

/** What a decision is taken to cost before there was one of its kind: little is let in at once until that is known. */
final class DecisionGuess {

    static final long USUAL = Duration.ofMillis(5).toNanos();
    /** It books up to 500 entries. */
    static final long TICK = Duration.ofMillis(20).toNanos();
    /** It books up to 2,000 entries. */
    private static final long SLICE = Duration.ofMillis(100).toNanos();

    private DecisionGuess() {}

    static long of(Command command) {
        return command instanceof Command.MoveTestClock || command instanceof Command.ReleaseAllReservations
                ? SLICE
                : USUAL;
    }
}
