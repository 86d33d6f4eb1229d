package io.quotastack.core.simulation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.RuleTarget.Subscribed;

/**
 * One customer's ledger, folded entry by entry, with the usage of some time priced anew (CONTRACT 4). By the rules that
 * were in force, the cost now is what was charged, exactly: an entry says all that its price went by, and the counters are
 * rebuilt as the account built them.
 *
 * <p>A charge that was given back is in no sum. Until it was, its units counted and its cost weighed on the balance, so it
 * does here too.
 */
public final class CustomerSimulation {

    /** Of so many charges at a time the difference is known until they are given back; that of further ones weighs nothing. */
    static final int MOST_TO_BE_GIVEN_BACK = 100_000;

    /** The timestamps of usage are hardly ahead of the entries that charge it; a day is far more. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final SimulatedTime time;
    private final ProposedRules proposed;
    private final LedgerLookups lookups;
    private final SimulatedCounters counters;
    private final SortedMap<UsageGroup, SimulatedUsage> usage = new TreeMap<>();
    /** What charges that are given back later cost more now, until they are. */
    private final Map<ChargeRef, BigInteger> toBeGivenBack = new HashMap<>();
    private BigInteger moreNow = BigInteger.ZERO;
    private Optional<LedgerEntry> last = Optional.empty();
    private Optional<Instant> ranOutAt = Optional.empty();
    private Optional<Instant> wouldRunOutAt = Optional.empty();

    /** What is not in the entry at hand. */
    public interface LedgerLookups {

        /** The entry that made the hold of that ordinal. */
        LedgerEntry hold(long reservation);

        /** Whether an entry that comes to be folded, too, gives the charge back. */
        boolean givenBackLater(LedgerEntry charge);

        /** What the customer was subscribed to when the entry was decided; asked where rules of plans count. */
        Optional<Subscribed> subscribedAt(LedgerEntry entry);
    }

    /** By what a refund names the charge that it gives back. */
    private record ChargeRef(Optional<String> eventId, OptionalLong reservation) {
        static ChargeRef of(LedgerEntry entry) {
            return new ChargeRef(entry.usage().flatMap(UsageRef::eventId), entry.reservation());
        }
    }

    /** To be fed with entries by {@link #add}. */
    public CustomerSimulation(SimulatedTime time, ProposedRules proposed, LedgerLookups lookups) {
        this.time = time;
        this.proposed = proposed;
        this.lookups = lookups;
        this.counters = new SimulatedCounters(time, proposed);
    }

    /** The entries to add are those that occurred from then on; what is older counts for nothing. */
    public static Instant neededFrom(SimulatedTime time, ProposedRules proposed) {
        return proposed.countPeriods() ? Instant.EPOCH : time.firstMonth().minus(AHEAD);
    }

    /** Adds the customer's next entry, in the order of the ledger. */
    public void add(LedgerEntry entry) {
        if (last.isPresent() && last.get().occurredAt().isBefore(entry.occurredAt())) {
            lookAtBalance(last.get());
        }
        switch (entry.type()) {
            case USAGE, COMMIT -> entry.usage().ifPresent(used -> charge(entry, used));
            case REFUND -> giveBack(entry);
            case GRANT, ACTIVATE, RESERVE, RELEASE, RESERVE_EXPIRED, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE,
                    TRANSFER_OUT, TRANSFER_IN -> {
                // Moves the balance only.
            }
        }
        last = Optional.of(entry);
    }

    /** What it came to with the entries so far. */
    public SimulatedCustomer result() {
        last.ifPresent(this::lookAtBalance);
        return new SimulatedCustomer(usage, ranOutAt, wouldRunOutAt);
    }

    private void charge(LedgerEntry entry, UsageRef used) {
        if (time.has(entry.context().usageTimestamp().orElseThrow())) {
            add(entry, used, new RepricedCharge(entry, used, proposed, counters, lookups));
        }
        counters.add(entry);
    }

    private void add(LedgerEntry entry, UsageRef used, RepricedCharge repriced) {
        List<OptionalLong> now = repriced.costs();
        BigInteger more = BigInteger.ZERO;
        Map<UsageGroup, SimulatedUsage> groups = new TreeMap<>();
        for (int i = 0; i < now.size(); i++) {
            PricedLine line = used.lines().get(i);
            SimulatedUsage one = SimulatedUsage.ofOne(line.units(), line.cost(), now.get(i));
            more = more.add(one.difference());
            groups.merge(repriced.group(line), one, SimulatedUsage::withinOneEvent);
        }
        boolean kept = !lookups.givenBackLater(entry);
        if (kept) {
            groups.forEach((group, one) -> UsageGroup.add(usage, group, one));
        }
        if (more.signum() != 0 && (kept || toBeGivenBack.size() < MOST_TO_BE_GIVEN_BACK)) {
            moreNow = moreNow.add(more);
            if (!kept) {
                toBeGivenBack.put(ChargeRef.of(entry), more);
            }
        }
    }

    private void giveBack(LedgerEntry entry) {
        if (entry.usage().isPresent()) {
            counters.takeOff(entry);
        }
        BigInteger more = toBeGivenBack.remove(ChargeRef.of(entry));
        if (more != null) {
            moreNow = moreNow.subtract(more);
        }
    }

    /** Only at the end of an instant: what happens at one is one change of the balance. */
    private void lookAtBalance(LedgerEntry lastOfInstant) {
        Instant instant = lastOfInstant.occurredAt();
        if (!time.has(instant)) {
            return;
        }
        long balance = lastOfInstant.after().balance();
        if (ranOutAt.isEmpty() && balance < 0) {
            ranOutAt = Optional.of(instant);
        }
        if (wouldRunOutAt.isEmpty() && BigInteger.valueOf(balance).compareTo(moreNow) < 0) {
            wouldRunOutAt = Optional.of(instant);
        }
    }
}
