package io.quotastack.core.gateway;

/** Taking the request in would make the queue grow without bound; nothing of it was kept. Try again later. */
public final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message, null, false, false);
    }
}
