package io.quotastack.ledger.share;

import java.time.Duration;

import io.quotastack.core.command.Command;

/**
 * What a decision is taken to cost, whatever those before it did.
 *
 * @param first before there was one of its kind: little is let in at once until that is known
 * @param least however cheap those before it were: of a kind of which one says nothing of the next
 */
record DecisionGuess(Duration first, Duration least) {

    static final DecisionGuess USUAL = learnt(Duration.ofMillis(5));
    /** It books up to 500 entries. */
    static final DecisionGuess TICK = learnt(Duration.ofMillis(20));
    /** It books up to 1,000 entries. */
    private static final DecisionGuess RELEASE_ALL = learnt(Duration.ofMillis(100));
    /** It books up to 2,000 entries, and none where the clock is only set: the move of a year comes after cheap ones. */
    private static final DecisionGuess CLOCK = new DecisionGuess(Duration.ofMillis(100), Duration.ofMillis(100));

    private static DecisionGuess learnt(Duration first) {
        return new DecisionGuess(first, Duration.ZERO);
    }

    static DecisionGuess of(Command command) {
        if (command instanceof Command.MoveTestClock) {
            return CLOCK;
        }
        return command instanceof Command.ReleaseAllReservations ? RELEASE_ALL : USUAL;
    }
}
