package io.quotastack.ledger.verify;

/** It could not be found out whether all is as it should be; the message says why. */
public final class CannotVerifyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CannotVerifyException(String message) {
        super(message);
    }

    public CannotVerifyException(String message, Throwable cause) {
        super(message, cause);
    }
}
