package io.quotastack.bench.report;

import java.util.Locale;

/** What a figure should be (DESIGN, Speed we aim for). */
public sealed interface Target {

    /** This much or more. */
    record AtLeast(double limit) implements Target {}

    /** This much or less. */
    record AtMost(double limit) implements Target {}

    static Target atLeast(double limit) {
        return new AtLeast(limit);
    }

    static Target atMost(double limit) {
        return new AtMost(limit);
    }

    /** 1 or more: the aim is met, and by how much. */
    default double ratio(double measured) {
        return switch (this) {
            case AtLeast(double limit) -> measured / limit;
            case AtMost(double limit) -> limit / measured;
        };
    }

    default String text(Unit unit) {
        return switch (this) {
            case AtLeast(double limit) -> "≥ " + unit.text(limit);
            case AtMost(double limit) -> "≤ " + unit.text(limit);
        };
    }

    /** What figures are counted in. */
    enum Unit {
        PER_SECOND("%,.0f/s"),
        MILLIS("%.2f ms"),
        SECONDS("%.1f s"),
        MEBIBYTES("%,.0f MiB"),
        TIMES("%.2f×"),
        PERCENT("%.1f %%");

        private final String format;

        Unit(String format) {
            this.format = format;
        }

        public String text(double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }
}
