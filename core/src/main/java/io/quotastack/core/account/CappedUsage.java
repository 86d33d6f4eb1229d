package io.quotastack.core.account;

/**
 * What counts against the caps of one metric (CONTRACT 8). There is a row only while the metric has a cap; it counts from
 * then on, by {@code occurred_at}, and for all windows, so that another cap of the metric begins with what was counted.
 *
 * @param day the UTC day of the last charge or refund
 * @param month its UTC month
 * @param period of the subscription that it fell in; nothing before the first
 * @param held what open holds of the metric keep
 */
public record CappedUsage(Window day, Window month, Window period, Used held) {

    /** Usage: charges less refunds, or holds. Refunds of older charges can make it negative. */
    public record Used(long units, long credits) {

        public static final Used NONE = new Used(0, 0);

        /**
         * Stays at ±(2⁶³ − 1) where it would go beyond, which takes millions of events of the most units in one window:
         * a count is no reason not to book.
         */
        public Used plus(Used more) {
            return new Used(saturatedSum(units, more.units), saturatedSum(credits, more.credits));
        }

        public Used negated() {
            return new Used(-units, -credits);
        }

        private static long saturatedSum(long a, long b) {
            long sum = a + b;
            boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
            return Math.max(-Long.MAX_VALUE, overflows ? a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE : sum);
        }
    }

    /**
     * What was used in one window.
     *
     * @param name {@code 2026-01-31}, {@code 2026-01}, or that of a subscription's period; empty: none yet
     */
    public record Window(String name, Used used) {

        static final Window NONE = new Window("", Used.NONE);

        /** What was used in a window: this one's figure, or nothing when this is an older one. */
        public Used in(String otherName) {
            return name.equals(otherName) ? used : Used.NONE;
        }

        Window plus(String inName, Used more) {
            return new Window(inName, in(inName).plus(more));
        }
    }

    /** After a charge, or a refund as a negative one. */
    CappedUsage using(CapWindows windows, Used more) {
        return new CappedUsage(day.plus(windows.day(), more), month.plus(windows.month(), more),
                windows.period().map(name -> period.plus(name, more)).orElse(period), held);
    }

    /** After a hold began, or as a negative one ended. */
    CappedUsage holding(Used more) {
        return new CappedUsage(day, month, period, held.plus(more));
    }
}
