package io.quotastack.platform.transport;

/** A node gave no answer. */
final class UnreachableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean mayBeDone;

    UnreachableException(String message, boolean mayBeDone, Throwable cause) {
        super(message, cause);
        this.mayBeDone = mayBeDone;
    }

    UnreachableException(String message, boolean mayBeDone) {
        super(message);
        this.mayBeDone = mayBeDone;
    }

    /** Whether it may have done what it was asked for all the same. */
    boolean mayBeDone() {
        return mayBeDone;
    }
}
