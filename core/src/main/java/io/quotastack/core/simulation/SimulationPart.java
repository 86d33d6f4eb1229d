package io.quotastack.core.simulation;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a simulation of many customers is, and what it came to with those that are done; of one place or of several
 * together.
 *
 * @param counted whether all places know how many customers they have
 * @param customers that were counted by now
 * @param done of them
 * @param affected of those done: that would have been charged something else
 * @param outOfCredits of those done: whose balance would have run out in the time and did not
 * @param failed whether a place met a ledger that it could not go through: it goes no further
 * @param usage of those done
 */
public record SimulationPart(
        boolean counted,
        long customers,
        long done,
        long affected,
        long outOfCredits,
        boolean failed,
        SortedMap<UsageGroup, SimulatedUsage> usage) {

    /** Of no place. */
    private static final SimulationPart NONE = new SimulationPart(true, 0, 0, 0, 0, false,
            Collections.emptySortedMap());

    /** Of a place that does not know its customers yet. */
    public static final SimulationPart NOT_BEGUN = NONE.counting(0);

    public SimulationPart {
        usage = Collections.unmodifiableSortedMap(new TreeMap<>(usage));
    }

    public static SimulationPart merge(List<SimulationPart> parts) {
        return parts.stream().reduce(NONE, SimulationPart::plus);
    }

    private SimulationPart plus(SimulationPart other) {
        var together = new TreeMap<>(usage);
        other.usage.forEach((group, used) -> UsageGroup.add(together, group, used));
        return new SimulationPart(counted && other.counted, customers + other.customers, done + other.done,
                affected + other.affected, outOfCredits + other.outOfCredits, failed || other.failed, together);
    }

    /** One more customer is done; it was counted before. */
    public static SimulationPart of(SimulatedCustomer simulated) {
        boolean affected = simulated.total().difference().signum() != 0;
        boolean outOfCredits = simulated.wouldRunOutAt().isPresent() && simulated.ranOutAt().isEmpty();
        return new SimulationPart(true, 0, 1, affected ? 1 : 0, outOfCredits ? 1 : 0, false, simulated.usage());
    }

    /** So many are there, and maybe more. */
    public SimulationPart counting(long customersByNow) {
        return new SimulationPart(false, customersByNow, done, affected, outOfCredits, failed, usage);
    }

    /** So many are there. */
    public SimulationPart counted(long customersOfAll) {
        return new SimulationPart(true, customersOfAll, done, affected, outOfCredits, failed, usage);
    }

    /** All that are there are done, some that came meanwhile among them. */
    public SimulationPart ended() {
        return counted(done);
    }

    public SimulationPart failing() {
        return new SimulationPart(counted, customers, done, affected, outOfCredits, true, usage);
    }

    public boolean finished() {
        return counted && done >= customers && !failed;
    }

    /** Of all metrics together. */
    public SimulatedUsage total() {
        return usage.values().stream().reduce(SimulatedUsage.NONE, SimulatedUsage::plus);
    }
}
