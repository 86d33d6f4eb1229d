package io.quotastack.core.simulation;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * Usage of some time: what was charged for it, and what would have been. Sums of many events may leave {@code int64};
 * they stay exact. What was voided is in neither.
 *
 * @param events charges not voided
 * @param unpriced those of them that the proposed rules have no price for, or one beyond 64 bits; they cost nothing now
 * @param costThen millicredits that the ledger charged
 * @param costNow millicredits by the proposed rules
 */
public record SimulatedUsage(
        BigInteger units,
        long events,
        long unpriced,
        BigInteger costThen,
        BigInteger costNow) {

    public static final SimulatedUsage NONE = new SimulatedUsage(BigInteger.ZERO, 0, 0, BigInteger.ZERO,
            BigInteger.ZERO);

    /** One event, or a part of one. */
    static SimulatedUsage ofOne(long units, long then, OptionalLong now) {
        return new SimulatedUsage(BigInteger.valueOf(units), 1, now.isPresent() ? 0 : 1, BigInteger.valueOf(then),
                BigInteger.valueOf(now.orElse(0)));
    }

    /** With another part of the same event. */
    SimulatedUsage withinOneEvent(SimulatedUsage other) {
        SimulatedUsage both = plus(other);
        return new SimulatedUsage(both.units, 1, Math.min(1, both.unpriced), both.costThen, both.costNow);
    }

    public SimulatedUsage plus(SimulatedUsage other) {
        return new SimulatedUsage(units.add(other.units), events + other.events, unpriced + other.unpriced,
                costThen.add(other.costThen), costNow.add(other.costNow));
    }

    public BigInteger difference() {
        return costNow.subtract(costThen);
    }
}
