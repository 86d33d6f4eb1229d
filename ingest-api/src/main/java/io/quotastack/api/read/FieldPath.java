package io.quotastack.api.read;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.JsonPointer;

/**
 * A place in a request that can be at fault.
 *
 * @param in a body's place is an RFC 6901 pointer, a parameter's its name
 */
public record FieldPath(ValidationErrors errors, FieldFault.In in, String name) {

    public static FieldPath parameter(ValidationErrors errors, String name) {
        return new FieldPath(errors, FieldFault.In.PARAMETER, name);
    }

    public static FieldPath body(ValidationErrors errors, String pointer) {
        return new FieldPath(errors, FieldFault.In.BODY, pointer);
    }

    public void fault(String detail) {
        errors.add(new FieldFault(in, name, detail));
    }

    /** The member of that name below this place. */
    public FieldPath at(String member) {
        return new FieldPath(errors, in, name + "/" + JsonPointer.escape(member));
    }

    /** The element of that index below this place. */
    public FieldPath at(int index) {
        return new FieldPath(errors, in, name + "/" + index);
    }
}
