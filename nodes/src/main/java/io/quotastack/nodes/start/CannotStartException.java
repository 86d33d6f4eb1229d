package io.quotastack.nodes.start;

/** The process cannot start for a reason that its operator can mend; the message is the one line that tells it. */
public final class CannotStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
