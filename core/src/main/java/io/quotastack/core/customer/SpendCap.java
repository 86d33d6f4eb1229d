package io.quotastack.core.customer;

import java.util.Locale;

/**
 * At most this much consumption in a UTC day or month, whatever the balance (CONTRACT 6).
 *
 * @param credits millicredits, at least 0
 */
public record SpendCap(long credits, Per per) {

    /** The window of a cap, in UTC, by {@code occurred_at}. */
    public enum Per {
        DAY,
        MONTH;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
