package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * Where a refused event stands in the list of an environment.
 *
 * @param offset of its outcome, which tells two refusals of one instant apart
 */
public record RefusalPosition(Instant refusedAt, UUID customerId, long offset) implements Comparable<RefusalPosition> {

    /** The order of the rows' keys: ids by their unsigned bytes, not as {@link UUID#compareTo} has them. */
    private static final Comparator<RefusalPosition> ORDER = Comparator.comparing(RefusalPosition::refusedAt)
            .thenComparing(at -> at.customerId().getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(at -> at.customerId().getLeastSignificantBits(), Long::compareUnsigned)
            .thenComparingLong(RefusalPosition::offset);

    @Override
    public int compareTo(RefusalPosition other) {
        return ORDER.compare(this, other);
    }
}
