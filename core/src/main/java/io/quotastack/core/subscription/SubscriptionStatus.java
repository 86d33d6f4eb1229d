package io.quotastack.core.subscription;

import java.util.Locale;

/** Where a subscription stands. */
public enum SubscriptionStatus {
    /** It begins later. */
    SCHEDULED,
    /** Free for a time. */
    TRIALING,
    /** In a period that counts as paid. */
    ACTIVE,
    /** The period ended and was not renewed; there is grace. */
    OVERDUE,
    /** Time stands still for it. */
    PAUSED,
    /** Grace ended without a renewal; final. */
    EXPIRED,
    /** Ended by the tenant or by its contract; final. */
    CANCELED;

    /** Whether it is final. */
    public boolean ended() {
        return this == EXPIRED || this == CANCELED;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
