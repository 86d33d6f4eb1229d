package io.quotastack.core.account;

import java.time.Instant;
import java.util.Comparator;

/**
 * Something that happens by itself at an instant. At one instant holds end first, then subscriptions move on, then blocks
 * expire, then blocks take effect,
 * then receivers of transfers are asked again; ties by creation (CONTRACT 3).
 *
 * @param ordinal of the hold, subscription, block or transfer
 */
public record ScheduledAction(Instant at, Kind kind, long ordinal) implements Comparable<ScheduledAction> {

    /** In the order in which they happen at one instant. */
    public enum Kind {
        RESERVATION_TTL,
        SUBSCRIPTION,
        EXPIRY,
        ACTIVATION,
        TRANSFER
    }

    private static final Comparator<ScheduledAction> ORDER = Comparator.comparing(ScheduledAction::at)
            .thenComparing(ScheduledAction::kind)
            .thenComparingLong(ScheduledAction::ordinal);

    @Override
    public int compareTo(ScheduledAction other) {
        return ORDER.compare(this, other);
    }
}
