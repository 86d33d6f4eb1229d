package io.quotastack.core.subscription;

import java.time.Instant;
import java.util.Comparator;

/**
 * A block whose end the subscription moves: it lives on while a renewal is overdue, stands still in a pause and ends with
 * the subscription. Each is a row of its own, since a long period can have many, and found by its end, since what ends
 * together is looked at together.
 *
 * @param block its ordinal
 * @param grant which of the variant's grants made it
 * @param rollover it is what was left of others
 * @param expiresAt its own end: what it would be without the pause or the grace that it is in
 */
public record PeriodBlock(long block, int grant, boolean rollover, Instant expiresAt) {

    /** Where its row stands: what ends first comes first, ties by creation. */
    public record Place(Instant expiresAt, long block) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::expiresAt)
                .thenComparingLong(Place::block);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    public Place place() {
        return new Place(expiresAt, block);
    }

    public PeriodBlock endingAt(Instant time) {
        return new PeriodBlock(block, grant, rollover, time);
    }

    /** A block of other terms: it ends with the period like rollover, and does not roll over by the new ones. */
    public PeriodBlock ofOtherTerms() {
        return new PeriodBlock(block, grant, true, expiresAt);
    }
}
