package io.quotastack.core.decide;

import io.quotastack.core.problem.UnavailableException;

/** More has fallen due for the account than one reader lets happen; ticks are catching up with it. */
public final class AccountBehindException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    private final boolean clockMoving;

    AccountBehindException(boolean clockMoving) {
        super("the account is catching up with what fell due");
        this.clockMoving = clockMoving;
    }

    /** It is the customer's own clock, on its way to where it was moved. */
    public boolean isClockMoving() {
        return clockMoving;
    }
}
