package io.quotastack.core.plan;

import java.math.BigDecimal;
import java.util.Optional;

/** What a plan includes beside credits: the fact alone, a number, or a text (CONTRACT 9). */
public sealed interface Feature {

    /** Whether so many units of it are included: as many as its number says, of what has none any number. */
    default boolean includes(long units) {
        return !(this instanceof Quantity(BigDecimal most)) || BigDecimal.valueOf(units).compareTo(most) <= 0;
    }

    /** It is included; a plan without it does not name it. */
    record Included() implements Feature {}

    /**
     * So much of it. A decimal, exact: never a binary fraction. Equal numbers are the same quantity, however they were
     * written: 1.50 is kept as 1.5 and 1e3 as 1000.
     *
     * @param value from −2⁶³ to 2⁶³ − 1, with at most 6 digits behind the point
     */
    record Quantity(BigDecimal value) implements Feature {

        /** With more, {@link BigDecimal#toString} would write small numbers with an exponent. */
        private static final int MOST_DECIMALS = 6;
        private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
        private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

        public Quantity {
            Optional<String> fault = fault(value);
            if (fault.isPresent()) {
                throw new IllegalArgumentException(fault.get());
            }
            value = value.stripTrailingZeros();
            value = value.scale() < 0 ? value.setScale(0) : value;
        }

        /** What makes the number no quantity, if anything does. */
        public static Optional<String> fault(BigDecimal value) {
            return value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0
                    || value.stripTrailingZeros().scale() > MOST_DECIMALS
                            ? Optional.of("must be from " + LEAST + " to " + MOST + " with at most " + MOST_DECIMALS
                                    + " digits behind the point")
                            : Optional.empty();
        }
    }

    record Text(String value) implements Feature {}
}
