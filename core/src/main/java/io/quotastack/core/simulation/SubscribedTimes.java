package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.RuleTarget.Subscribed;

/** What a customer was subscribed to along its ledger, as far as rules of plans and variants look at it (CONTRACT 4). */
public final class SubscribedTimes {

    /** A customer with more changes than these cannot be simulated. */
    private static final int MOST = 10_000;

    private static final Change NONE = new Change(0, Optional.empty(), Optional.empty());

    private record Change(long afterSequence, Optional<Instant> beginsAt, Optional<Subscribed> to) {
        boolean sameAs(Change other) {
            return beginsAt.equals(other.beginsAt) && to.equals(other.to);
        }

        Optional<Subscribed> at(LedgerEntry entry) {
            return to.filter(subscribed -> beginsAt.filter(entry.occurredAt()::isBefore).isEmpty());
        }
    }

    private final List<Change> changes = new ArrayList<>();

    /**
     * Notes the next change, if it is one.
     *
     * @param afterSequence of the customer's last entry before it
     * @param beginsAt from when on it counts, where that is still to come; at that instant before all charges
     * @param to nothing: no subscription
     */
    public void add(long afterSequence, Optional<Instant> beginsAt, Optional<Subscribed> to) {
        var change = new Change(afterSequence, beginsAt, to);
        if (!change.sameAs(changes.isEmpty() ? NONE : changes.getLast())) {
            if (changes.size() == MOST) {
                throw new IllegalStateException("more than " + MOST + " changes of what a customer was subscribed to");
            }
            changes.add(change);
        }
    }

    /** When the entry was decided. */
    public Optional<Subscribed> at(LedgerEntry entry) {
        int before = 0;
        int after = changes.size();
        while (before < after) {
            int middle = (before + after) >>> 1;
            if (changes.get(middle).afterSequence() < entry.sequence()) {
                before = middle + 1;
            } else {
                after = middle;
            }
        }
        return before == 0 ? Optional.empty() : changes.get(before - 1).at(entry);
    }
}
