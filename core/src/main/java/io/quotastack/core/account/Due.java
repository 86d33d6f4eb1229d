package io.quotastack.core.account;

import java.time.Instant;
import java.util.Comparator;

/** Something that happens to a block at an instant. At one instant expiries come first, ties by creation (CONTRACT 3). */
public record Due(Instant at, Kind kind, long blockOrdinal) implements Comparable<Due> {

    /** In the order in which they happen at one instant. */
    public enum Kind {
        EXPIRY, ACTIVATION
    }

    private static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparing(Due::kind)
            .thenComparingLong(Due::blockOrdinal);

    @Override
    public int compareTo(Due other) {
        return ORDER.compare(this, other);
    }
}
