package io.quotastack.gateway;

/** The command is durable, its outcome is not known yet: the same idempotency key will get it. */
public final class OutcomePendingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutcomePendingException(String message) {
        super(message, null, false, false);
    }
}
