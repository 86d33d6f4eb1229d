package io.quotastack.api.read;

import io.quotastack.core.problem.FieldFault;

/**
 * A place in a request that can be at fault.
 *
 * @param in a body's place is an RFC 6901 pointer, a parameter's its name
 */
public record Spot(Faults faults, FieldFault.In in, String name) {

    public static Spot parameter(Faults faults, String name) {
        return new Spot(faults, FieldFault.In.PARAMETER, name);
    }

    public static Spot body(Faults faults, String pointer) {
        return new Spot(faults, FieldFault.In.BODY, pointer);
    }

    public void fault(String detail) {
        faults.add(new FieldFault(in, name, detail));
    }

    /** The member of that name below this place. */
    public Spot at(String member) {
        return new Spot(faults, in, name + "/" + escape(member));
    }

    /** The element of that index below this place. */
    public Spot at(int index) {
        return new Spot(faults, in, name + "/" + index);
    }

    /** RFC 6901, section 3. */
    private static String escape(String member) {
        return member.indexOf('~') < 0 && member.indexOf('/') < 0
                ? member
                : member.replace("~", "~0").replace("/", "~1");
    }
}
