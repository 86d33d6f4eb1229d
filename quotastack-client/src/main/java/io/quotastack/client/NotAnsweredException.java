package io.quotastack.client;

import java.time.Duration;
import java.util.Optional;

/** No answer within the attempts and the time: the network, 429, 502, 503, 504. */
public final class NotAnsweredException extends QuotaStackException {

    private static final long serialVersionUID = 1;

    private final int attempts;
    private final transient Attempt.Again last;

    NotAnsweredException(String request, int attempts, Attempt.Again last, Told told, boolean mayHaveTakenEffect) {
        super(request + ": no answer after " + attempts + " attempts: " + last.why(), told, mayHaveTakenEffect,
                last.cause().orElse(null));
        this.attempts = attempts;
        this.last = last;
    }

    public int attempts() {
        return attempts;
    }

    /** What the last attempt was told. */
    public Optional<Problem> problem() {
        return last.problem();
    }

    public Optional<Duration> retryAfter() {
        return last.retryAfter();
    }
}
