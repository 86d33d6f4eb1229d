package io.quotastack.bench.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a figure should be. */
public sealed interface Target {

    /**
     * This much or more.
     *
     * @param next what is aimed for after that
     */
    record AtLeast(double limit, OptionalDouble next) implements Target {
        /** First this much, later that much. */
        public AtLeast then(double more) {
            return new AtLeast(limit, OptionalDouble.of(more));
        }
    }

    /** This much or less. */
    record AtMost(double limit) implements Target {}

    static AtLeast atLeast(double limit) {
        return new AtLeast(limit, OptionalDouble.empty());
    }

    static AtMost atMost(double limit) {
        return new AtMost(limit);
    }

    /** 1 or more: the aim is met, and by how much. */
    default double reached(double measured) {
        return switch (this) {
            case AtLeast(double limit, OptionalDouble next) -> measured / limit;
            case AtMost(double limit) -> measured == 0 ? Double.POSITIVE_INFINITY : limit / measured;
        };
    }

    default String text(Unit unit) {
        return switch (this) {
            case AtLeast(double limit, OptionalDouble next) -> "≥ " + unit.text(limit)
                    + (next.isPresent() ? ", then " + unit.text(next.getAsDouble()) : "");
            case AtMost(double limit) -> "≤ " + unit.text(limit);
        };
    }

    /** What figures are counted in. */
    enum Unit {
        PER_SECOND("%,.0f/s"),
        FEW_PER_SECOND("%.1f/s"),
        MILLIS("%.2f ms"),
        SECONDS("%.1f s"),
        MEBIBYTES("%,.0f MiB"),
        TIMES("%.2f×"),
        PERCENT("%.1f %%"),
        COUNT("%,.0f");

        private final String format;

        Unit(String format) {
            this.format = format;
        }

        public String text(double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }
}
