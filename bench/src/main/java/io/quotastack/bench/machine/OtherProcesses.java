package io.quotastack.bench.machine;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** All that runs here and has no part in what is measured: neither the bench, nor what it started, nor PostgreSQL. */
public final class OtherProcesses {

    private final Set<Long> ours;

    /** @param alsoOurs processes that are measured though the bench did not start them; their children are too */
    public OtherProcesses(Set<Long> alsoOurs) {
        this.ours = new HashSet<>(alsoOurs);
        this.ours.add(ProcessHandle.current().pid());
    }

    /** Begins to count. */
    public Count count() {
        return new Count();
    }

    /** From its making on. */
    public final class Count {

        private final long begunNanos = System.nanoTime();
        private final Optional<ProcessTimes> before = ProcessTimes.now();

        /** Until now. */
        public Disturbance disturbance() {
            Optional<ProcessTimes> now = ProcessTimes.now();
            if (before.isEmpty() || now.isEmpty()) {
                return Disturbance.UNKNOWN;
            }
            double there = (System.nanoTime() - begunNanos) / 1e9 * ProcessTimes.TICKS_PER_SECOND
                    * Runtime.getRuntime().availableProcessors();
            return Disturbance.of(Math.max(0, now.get().others(ours) - before.get().others(ours)) / there);
        }
    }
}
