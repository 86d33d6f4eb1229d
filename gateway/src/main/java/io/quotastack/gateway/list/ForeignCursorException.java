package io.quotastack.gateway.list;

import java.util.List;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;

/** The client's cursor is none that this list gave out. */
public final class ForeignCursorException extends Exception {

    private static final long serialVersionUID = 1L;

    ForeignCursorException() {
        super("not a cursor of this list");
    }

    public Problem problem() {
        return Problem.invalid(List.of(FieldFault.parameter("cursor", "not a cursor of this list")));
    }
}
