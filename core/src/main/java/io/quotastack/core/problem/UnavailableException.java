package io.quotastack.core.problem;

/** The request cannot be taken now, for a reason that passes; nothing of it was kept. Try again later. */
public class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message, null, false, false);
    }
}
