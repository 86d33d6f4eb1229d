package io.quotastack.bench.postgres;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What PostgreSQL did in the same run; a figure that was not measured, or not quoted, is absent.
 *
 * @param best the highest rate of debits, in the database alone or behind Javalin
 * @param behindJavalin of many customers, by the number of connections
 * @param hotBehindJavalin of one customer
 */
public record PostgresFigures(OptionalDouble best, Map<Integer, Debits> behindJavalin, Debits hotBehindJavalin) {

    /** Debits over HTTP. */
    public record Debits(OptionalDouble perSecond, OptionalDouble p50Millis) {
        static final Debits UNKNOWN = new Debits(OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** When there is no PostgreSQL. */
    public static final PostgresFigures NONE = new PostgresFigures(OptionalDouble.empty(), Map.of(), Debits.UNKNOWN);

    public PostgresFigures {
        behindJavalin = Map.copyOf(behindJavalin);
    }

    public Debits behindJavalin(int connections) {
        return behindJavalin.getOrDefault(connections, Debits.UNKNOWN);
    }
}
