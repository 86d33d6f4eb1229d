package io.quotastack.nodes.start;

/** A part of the running process failed for good: all must stop, so that a supervisor can start afresh. */
public final class CannotGoOnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CannotGoOnException(Throwable cause) {
        super("stopped, since a part failed for good: " + cause, cause);
    }
}
