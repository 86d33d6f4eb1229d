package io.quotastack.api.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** The faults of one request, or of one event of a batch, gathered so that all are named at once (CONTRACT 1). */
public final class ValidationErrors {

    /** Of a body of nothing but faults not all are told: the answer would be many times as long. */
    private static final int MOST_TOLD = 200;

    private final List<FieldFault> found = new ArrayList<>(0);
    private boolean more;
    private boolean customerIdentifier;

    public void add(FieldFault fault) {
        if (found.size() < MOST_TOLD) {
            found.add(fault);
        } else {
            more = true;
        }
    }

    /** Neither customer id, or both: has a problem type of its own when it is the only fault. */
    public void addCustomerIdentifier(FieldFault fault) {
        customerIdentifier = true;
        add(fault);
    }

    /** Whether the body's value at that pointer is at fault, or something in it. */
    public boolean at(String pointer) {
        return found.stream().anyMatch(fault -> fault.in() == FieldFault.In.BODY
                && (fault.name().equals(pointer) || fault.name().startsWith(pointer + "/")));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** The problem that tells all of them, if there are any. */
    public Optional<Problem> problem() {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (customerIdentifier && found.size() == 1) {
            return Optional.of(new Problem(ProblemType.CUSTOMER_IDENTIFIER, found.getFirst().detail(),
                    Map.of(), found));
        }
        return Optional.of(more
                ? new Problem(ProblemType.INVALID_REQUEST, "more than " + MOST_TOLD
                        + " faults in the request; see errors for the first", Map.of(), found)
                : Problem.invalid(found));
    }

    /** Ends the request when there are any. */
    public void refuseIfAny() {
        if (!found.isEmpty()) {
            throw new RequestRefused(problem().orElseThrow());
        }
    }
}
