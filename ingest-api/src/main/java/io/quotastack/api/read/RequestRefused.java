package io.quotastack.api.read;

import java.util.List;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * A request that goes no further. Thrown on the way from the socket to a gateway, where every step may end the request
 * and none has anything to undo; behind the gateways rejections are values. Has no stack trace: it is no bug.
 */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RequestRefused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public RequestRefused(ProblemType type, String detail) {
        this(Problem.of(type, detail));
    }

    public static RequestRefused notFound(String resource, String detail) {
        return new RequestRefused(Problem.notFound(resource, detail));
    }

    /** A single bad parameter, header or part of the path. */
    public static RequestRefused parameter(String name, String detail) {
        return new RequestRefused(Problem.invalid(List.of(FieldFault.parameter(name, detail))));
    }

    public Problem problem() {
        return problem;
    }
}
