package io.quotastack.ledger.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.schemas.json.Json;

/**
 * One simulation on this node: its partitions, one after the other, and the customers with the greatest differences. One
 * thread makes the steps; others ask.
 */
final class SimulationRun {

    /** Further customers are counted and not listed. */
    private static final int MOST_LISTED = 10_000;

    private final TenantEnvironment tenantEnvironment;
    private final SimulationJob job;
    private final CurrentRules proposed;
    private final SimulationReads history;
    private final IntFunction<BooleanSupplier> reached;
    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock, as the list. */
    private final Map<Integer, PartitionRun> partitions = new TreeMap<>();
    private final TreeSet<SimulatedRow> listed = new TreeSet<>();
    private volatile long askedNanos;
    /** For the thread that makes the steps. */
    private OptionalLong pausedUntil = OptionalLong.empty();

    SimulationRun(TenantEnvironment tenantEnvironment, SimulationJob job, SimulationReads history,
            IntFunction<BooleanSupplier> reached, Supplier<Config> config) {
        this.tenantEnvironment = tenantEnvironment;
        this.job = job;
        this.proposed = new CurrentRules(tenantEnvironment, job.rules(), config);
        this.history = history;
        this.reached = reached;
    }

    TenantEnvironment tenantEnvironment() {
        return tenantEnvironment;
    }

    /** Somebody wants to know of these partitions. */
    void asked(Set<Integer> asked, long nowNanos) {
        askedNanos = nowNanos;
        lock.lock();
        try {
            asked.forEach(partition -> partitions.computeIfAbsent(partition, number -> new PartitionRun(number,
                    tenantEnvironment, job.time(), proposed, history, reached.apply(number), this::list)));
        } finally {
            lock.unlock();
        }
    }

    Duration notAskedFor(long nowNanos) {
        return Duration.ofNanos(nowNanos - askedNanos);
    }

    SimulationPart part(Set<Integer> of) {
        lock.lock();
        try {
            return SimulationPart.merge(partitions.entrySet().stream().filter(run -> of.contains(run.getKey()))
                    .map(run -> run.getValue().part()).toList());
        } finally {
            lock.unlock();
        }
    }

    ListPart<byte[]> customers(KeysetPage stretch, Set<Integer> of) {
        lock.lock();
        try {
            List<ListPart.Row<SimulatedRow>> rows = listed.stream()
                    .filter(row -> of.contains(row.partition())
                            && stretch.after().filter(after -> row.place().compareTo(after) <= 0).isEmpty())
                    .map(row -> new ListPart.Row<>(row.place(), row)).limit(stretch.most() + 1L).toList();
            return new ListPart<>(rows, Optional.empty()).fill(stretch.most(), row -> Json.bytes(row.view()));
        } finally {
            lock.unlock();
        }
    }

    private void list(SimulatedRow row) {
        lock.lock();
        try {
            listed.add(row);
            if (listed.size() > MOST_LISTED) {
                listed.pollLast();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it needs is not here now. */
    void pauseUntil(long atNanos) {
        pausedUntil = OptionalLong.of(atNanos);
    }

    boolean pausesAt(long nowNanos) {
        return pausedUntil.isPresent() && pausedUntil.getAsLong() - nowNanos > 0;
    }

    boolean hasWork() {
        return unfinished().isPresent();
    }

    /** Some more of the first partition that is not done; false: history has to come first. */
    boolean step() {
        return unfinished().map(PartitionRun::step).orElse(true);
    }

    /** The partition that it would work on goes no further. */
    void fail() {
        unfinished().ifPresent(PartitionRun::fail);
    }

    private Optional<PartitionRun> unfinished() {
        lock.lock();
        try {
            return partitions.values().stream().filter(PartitionRun::hasWork).findFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "simulation " + job.id() + " of " + tenantEnvironment;
    }
}
