package io.quotastack.gateway;

import io.quotastack.core.problem.UnavailableException;

/** Taking the request in would make a queue grow without bound. */
public final class OverloadedException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message);
    }
}
