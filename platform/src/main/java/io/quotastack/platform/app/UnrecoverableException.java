package io.quotastack.platform.app;

/** A task cannot go on, and neither could another one in its place: the process stops, and the operator has to act. */
public abstract class UnrecoverableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    protected UnrecoverableException(String message) {
        super(message);
    }

    protected UnrecoverableException(String message, Throwable cause) {
        super(message, cause);
    }
}
