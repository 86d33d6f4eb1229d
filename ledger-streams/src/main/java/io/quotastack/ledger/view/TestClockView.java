package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;

import io.quotastack.core.account.ClockEvent;

/**
 * A customer's own clock as answered (CONTRACT 9).
 *
 * @param now up to when all has happened
 * @param target where it was moved to
 * @param transitions what fell due in its last move, oldest first; the first thousand, once all of it has happened
 */
public record TestClockView(Instant now, Instant target, String status, List<ClockEvent> transitions) {

    public static TestClockView of(Instant now, Instant target, boolean moving, List<ClockEvent> transitions) {
        return new TestClockView(now, target, moving ? "moving" : "ready", moving ? List.of() : transitions);
    }
}
