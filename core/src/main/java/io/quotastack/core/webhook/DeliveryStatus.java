package io.quotastack.core.webhook;

import java.util.Locale;

/**
 * Where a delivery stands:
 *
 * <pre>
 * pending ──▶ delivered
 *    │            ▲
 *    └──▶ failed ─┤      a failed one is tried again at its own time
 *            └──▶ dead   after the last retry; a retry by hand makes it pending again
 *
 * pending, failed, dead ──▶ discarded   by hand; a retry by hand makes it pending again
 * </pre>
 */
public enum DeliveryStatus {
    /** Not tried yet. */
    PENDING,
    /** A 2xx came. */
    DELIVERED,
    /** Tried, and to be tried again. */
    FAILED,
    /** Failed eight times: it is not tried again by itself. */
    DEAD,
    /** Not tried any more, since somebody said so. */
    DISCARDED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the customer's next event waits for it. */
    public boolean waits() {
        return this == PENDING || this == FAILED;
    }

    /** Whether nobody is expected to do anything about it, so that it is deleted some time. */
    public boolean isDone() {
        return this == DELIVERED || this == DISCARDED;
    }
}
