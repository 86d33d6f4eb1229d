package io.quotastack.ledger.history.simulation;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.simulation.CustomerSimulation;
import io.quotastack.core.simulation.CustomerSimulation.LedgerLookups;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.core.simulation.SimulatedCustomer;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SubscribedTimes;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.LoggedChange;
import io.quotastack.ledger.history.store.LoggedEntry;
import io.quotastack.ledger.history.store.LoggedReservation;

/**
 * A simulation on its way through a customer's history, slice by slice, so that whoever makes it can let others go first:
 * through what became of its subscriptions, where rules of plans count, then through its entries. It ends with the entry that
 * was the last when it began. One that was interrupted by an exception is of no use any more.
 */
public final class LedgerFold {

    private final CustomerHistory rows;
    private final long last;
    private final CustomerSimulation simulation;
    private final SubscribedTimes subscribed = new SubscribedTimes();
    private boolean knowsSubscribed;
    private long lastSubscription;
    private long lastChange;
    private long next;

    /** @param proposed asked for once it is known which entry is the last: the rules are as new as that */
    LedgerFold(CustomerHistory rows, SimulatedTime time, Supplier<ProposedRules> proposed) {
        this.rows = rows;
        this.last = rows.version();
        ProposedRules rules = proposed.get();
        this.knowsSubscribed = !rules.ofPlans();
        this.next = rows.lastBefore(CustomerSimulation.neededFrom(time, rules)) + 1;
        this.simulation = new CustomerSimulation(time, rules, new Lookups());
    }

    /** The customer's name by its tenant. */
    public String externalCustomerId() {
        return rows.entry(last).map(LoggedEntry::externalCustomerId).orElseThrow();
    }

    /** How many entries are still to be gone through. */
    public long entriesLeft() {
        return Math.max(0, last - next + 1);
    }

    public boolean isDone() {
        return knowsSubscribed && entriesLeft() == 0;
    }

    /** Goes through so many rows more, or those that are left of a kind; answers how many they were. */
    public int step(int most) {
        return knowsSubscribed ? fold(most) : readChanges(most);
    }

    private int fold(int most) {
        long end = Math.min(last, next + most - 1);
        rows.visitEntries(next, end, false, entry -> {
            simulation.add(entry);
            return true;
        });
        int folded = (int) (end - next + 1);
        next = end + 1;
        return folded;
    }

    private int readChanges(int most) {
        var read = new int[1];
        rows.visitAllChanges(lastSubscription, lastChange, change -> {
            subscribed.add(afterSequence(change), change.beginsAt(), change.subscribed());
            lastSubscription = change.ordinal();
            lastChange = change.sequence();
            return ++read[0] < most;
        });
        knowsSubscribed = read[0] < most;
        return read[0];
    }

    /** Changes did not always note the entry; at one instant, they come before charges (CONTRACT 3). */
    private long afterSequence(LoggedChange change) {
        return change.afterSequence().orElseGet(() -> rows.lastBefore(change.occurredAt()));
    }

    /** Of all entries, when it is done. */
    public SimulatedCustomer result() {
        if (!isDone()) {
            throw new IllegalStateException(entriesLeft() + " entries are not folded yet");
        }
        return simulation.result();
    }

    private final class Lookups implements LedgerLookups {

        @Override
        public LedgerEntry hold(long reservation) {
            return rows.entry(reservation).map(LoggedEntry::entry).orElseThrow();
        }

        @Override
        public boolean givenBackLater(LedgerEntry charge) {
            OptionalLong refund = charge.reservation().isPresent()
                    ? rows.reservation(charge.reservation().getAsLong()).map(LoggedReservation::refundedBySequence)
                            .orElseGet(OptionalLong::empty)
                    : rows.refund(charge.usage().flatMap(UsageRef::eventId).orElseThrow());
            return refund.isPresent() && refund.getAsLong() <= last;
        }

        @Override
        public Optional<Subscribed> subscribedAt(LedgerEntry entry) {
            return subscribed.at(entry);
        }
    }
}
