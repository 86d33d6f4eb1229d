package io.quotastack.client;

/** Refused for what is wrong with the request (400, 401, 403, 405, 413, 415), or a fault of the service's (500). */
public final class ProblemException extends QuotaStackException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem, Told told, boolean mayHaveTakenEffect) {
        super(Problems.text(problem), told, mayHaveTakenEffect, null);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
