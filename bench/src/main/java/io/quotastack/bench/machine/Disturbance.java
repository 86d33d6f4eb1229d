package io.quotastack.bench.machine;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How much of the machine processes that have no part in it took while something was measured.
 *
 * @param share 0 to 1; absent where the system does not tell
 */
public record Disturbance(OptionalDouble share) {

    /** Of what does not depend on who else is busy. */
    public static final Disturbance NONE = new Disturbance(OptionalDouble.of(0));

    /** Where the system does not tell. */
    public static final Disturbance UNKNOWN = new Disturbance(OptionalDouble.empty());

    /** What was measured beside more than that says little of the product, and is not quoted. */
    private static final double MOST = 0.2;

    public static Disturbance of(double share) {
        return new Disturbance(OptionalDouble.of(share));
    }

    public boolean tooMuch() {
        return share.isPresent() && share.getAsDouble() > MOST;
    }

    /** Of a figure that is made of two measurements. */
    public Disturbance and(Disturbance other) {
        if (share.isEmpty() || other.share.isEmpty()) {
            return share.isPresent() ? this : other;
        }
        return share.getAsDouble() >= other.share.getAsDouble() ? this : other;
    }

    /** For the reader of the table. */
    public String text() {
        return share.isEmpty()
                ? "what other processes took of the machine is not known"
                : String.format(Locale.ROOT, "other processes took %.0f %% of the machine",
                        share.getAsDouble() * 100);
    }
}
