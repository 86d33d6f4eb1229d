package io.quotastack.core.problem;

/**
 * One bad field of a request.
 *
 * @param in where it stands: a JSON pointer into the body (RFC 6901, without `#`) or the name of a query parameter
 */
public record FieldFault(In in, String name, String detail) {

    /** What {@link FieldFault#name()} names. */
    public enum In {
        BODY,
        PARAMETER
    }

    /** A fault of the body at a JSON pointer such as {@code /events/3/units}. */
    public static FieldFault at(String pointer, String detail) {
        return new FieldFault(In.BODY, pointer, detail);
    }

    /** A fault of a query parameter. */
    public static FieldFault parameter(String name, String detail) {
        return new FieldFault(In.PARAMETER, name, detail);
    }
}
