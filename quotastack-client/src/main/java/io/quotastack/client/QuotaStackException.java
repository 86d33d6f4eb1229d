package io.quotastack.client;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What is no answer that a caller decides by. */
public abstract sealed class QuotaStackException extends RuntimeException
        permits ProblemException, NotAnsweredException, UnexpectedAnswerException {

    private static final long serialVersionUID = 1;

    private final transient Told told;
    private final boolean mayHaveTakenEffect;

    QuotaStackException(String message, Told told, boolean mayHaveTakenEffect, @Nullable Throwable cause) {
        super(message, cause);
        this.told = told;
        this.mayHaveTakenEffect = mayHaveTakenEffect;
    }

    /** The key of a write: send the same again under it to learn what became of it. */
    public Optional<String> idempotencyKey() {
        return told.idempotencyKey();
    }

    public Optional<String> requestId() {
        return told.requestId();
    }

    /** False when it is certain that the request did nothing. */
    public boolean mayHaveTakenEffect() {
        return mayHaveTakenEffect;
    }
}
