package io.quotastack.core.problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why something was refused: the content of an RFC 9457 problem document, less what belongs to the one request.
 *
 * @param members further members by their JSON names; values are what a JSON mapper can write
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members, List<FieldFault> errors) {

    public Problem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        errors = List.copyOf(errors);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), List.of());
    }

    /** Not found, naming what was looked for, such as {@code customer} or {@code billable_metric}. */
    public static Problem notFound(String resource, String detail) {
        return of(ProblemType.NOT_FOUND, detail).with("resource", resource);
    }

    /** The key of a request came before with another one. */
    public static Problem idempotencyKeyReused() {
        return of(ProblemType.IDEMPOTENCY_KEY_REUSED,
                "the Idempotency-Key came before with another method, path or body");
    }

    public static Problem invalid(List<FieldFault> errors) {
        return new Problem(ProblemType.INVALID_REQUEST, errors.size() + (errors.size() == 1 ? " fault" : " faults")
                + " in the request; see errors", Map.of(), errors);
    }

    /** The same problem with one more member. */
    public Problem with(String name, Object value) {
        var extended = new LinkedHashMap<>(members);
        extended.put(name, value);
        return new Problem(type, detail, extended, errors);
    }
}
