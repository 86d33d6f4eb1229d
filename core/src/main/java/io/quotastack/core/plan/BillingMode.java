package io.quotastack.core.plan;

import java.util.Locale;

/** Who moves a subscription to its next period (CONTRACT 9). */
public enum BillingMode {
    /** The tenant, by a renewal, once it was paid. */
    PREPAID,
    /** Time alone; what was used is summed up in an event when the period ends. */
    POSTPAID;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
