package io.quotastack.client;

import org.jspecify.annotations.Nullable;

/** What came is no answer of QuotaStack's: a proxy's page, a redirect. It is neither believed nor followed. */
public final class UnexpectedAnswerException extends QuotaStackException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String body;

    UnexpectedAnswerException(String why, int status, String body, Told told, boolean mayHaveTakenEffect,
            @Nullable Throwable cause) {
        super(status + ": " + why, told, mayHaveTakenEffect, cause);
        this.status = status;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public String body() {
        return body;
    }
}
