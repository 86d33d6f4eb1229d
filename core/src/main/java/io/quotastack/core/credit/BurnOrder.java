package io.quotastack.core.credit;

import java.time.Instant;
import java.util.Comparator;

/**
 * The place of a block in the burn-down, total and fixed (CONTRACT 3): priority ascending, then expiry ascending with
 * never last, then free before paid, then order of creation.
 *
 * @param expiresAt {@link Instant#MAX} for a block that never expires
 */
public record BurnOrder(int priority, Instant expiresAt, boolean paid, long ordinal) implements Comparable<BurnOrder> {

    private static final Comparator<BurnOrder> ORDER = Comparator.comparingInt(BurnOrder::priority)
            .thenComparing(BurnOrder::expiresAt).thenComparing(BurnOrder::paid).thenComparingLong(BurnOrder::ordinal);

    @Override
    public int compareTo(BurnOrder other) {
        return ORDER.compare(this, other);
    }
}
