package io.quotastack.core.plan;

/** When a block that a plan granted expires (CONTRACT 9). */
public sealed interface GrantExpiry {

    /** With the billing period it was granted in. */
    record PeriodEnd() implements GrantExpiry {}

    /** At the next cadence point. */
    record CadenceEnd() implements GrantExpiry {}

    record Never() implements GrantExpiry {}

    /** So long after the grant, whatever the periods. */
    record After(long seconds) implements GrantExpiry {
        public After {
            if (seconds < 1) {
                throw new IllegalArgumentException("expires after " + seconds + " s");
            }
        }
    }

    /** Whether it makes a period block: one whose end the subscription moves, and that can roll over. */
    default boolean withThePeriod() {
        return switch (this) {
            case PeriodEnd() -> true;
            case CadenceEnd() -> true;
            case Never() -> false;
            case After(long seconds) -> false;
        };
    }
}
