package io.quotastack.ledger.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.platform.app.PollingThread;

/**
 * The node's parts of simulations. A part begins when it is asked for, and goes on by itself until it is done, canceled, or
 * nobody has asked for it for long. One thread works on all of them, slice by slice, and rests in between: as long as the
 * slice took when nobody waits for answers of this node, nine times as long when somebody does.
 */
public final class SimulationJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulationJobs.class);

    /** What a node keeps in memory: 10,000 customers of each are some 5 MB. */
    private static final int MOST_KEPT = 12;
    private static final int MOST_KEPT_OF_ONE = 3;

    /** A part that was asked for since is not given up for another one. */
    private static final Duration STILL_ASKED = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(30);
    private static final Duration PAUSE_WHEN_UNAVAILABLE = Duration.ofSeconds(5);
    /** History is hardly ever further behind. */
    private static final Duration PAUSE_BEHIND = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int REST_WHEN_IDLE = 1;
    private static final int REST_BESIDE_CALLERS = 9;

    private record Key(TenantEnvironment tenantEnvironment, String simulationId) {}

    private final SimulationReads history;
    private final IntFunction<BooleanSupplier> reached;
    private final Supplier<Config> config;
    private final BooleanSupplier callersWait;
    private final Clock clock;
    private final LongSupplier nanos;
    private final PollingThread thread = new PollingThread("simulations", this::work);
    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock, as the turns: the number of the last one of an environment. */
    private final Map<Key, SimulationRun> runs = new HashMap<>();
    private final Map<TenantEnvironment, Long> lastTurns = new HashMap<>();
    private long turns;

    /**
     * Jobs that nobody works on before {@link #start()}.
     *
     * @param reached whether history has what was answered of a partition before this is first asked
     * @param callersWait whether somebody waits for answers of this node
     * @param nanos a clock that never goes back
     */
    public SimulationJobs(SimulationReads history, IntFunction<BooleanSupplier> reached, Supplier<Config> config,
            BooleanSupplier callersWait, Clock clock, LongSupplier nanos) {
        this.history = history;
        this.reached = reached;
        this.config = config;
        this.callersWait = callersWait;
        this.clock = clock;
        this.nanos = nanos;
    }

    public void start() {
        thread.start();
    }

    /** What the partitions have of the simulation by now. */
    public SimulationPart part(TenantEnvironment of, String simulationId, Set<Integer> partitions) {
        return asked(of, simulationId, partitions).map(run -> run.part(partitions)).orElse(SimulationPart.NOT_BEGUN);
    }

    /** The customers of the partitions that are done by now and used anything. */
    public ListPart<byte[]> customers(TenantEnvironment of, String simulationId, KeysetPage stretch,
            Set<Integer> partitions) {
        return asked(of, simulationId, partitions).map(run -> run.customers(stretch, partitions))
                .orElseGet(() -> new ListPart<>(List.of(), Optional.empty()));
    }

    /** The run, with the partitions in it; nothing while there is no room for it, or this node does not know the job yet. */
    private Optional<SimulationRun> asked(TenantEnvironment of, String simulationId, Set<Integer> partitions) {
        Optional<SimulationJob> job = job(config.get(), of, simulationId);
        lock.lock();
        try {
            var key = new Key(of, simulationId);
            if (job.isEmpty()) {
                runs.remove(key);
                return Optional.empty();
            }
            SimulationRun run = runs.get(key);
            if (run == null && hasRoom(of)) {
                run = new SimulationRun(of, job.get(), history, reached, config);
                runs.put(key, run);
            }
            if (run != null) {
                run.asked(partitions, nanos.getAsLong());
            }
            thread.lookNow();
            return Optional.ofNullable(run);
        } finally {
            lock.unlock();
        }
    }

    private Optional<SimulationJob> job(Config snapshot, TenantEnvironment of, String simulationId) {
        return snapshot.environment(of).simulationOrReport(simulationId, clock.instant())
                .filter(job -> job.canceledAt().isEmpty());
    }

    /** Room for one more of the environment, if need be that of the one that nobody has asked for longest. */
    private boolean hasRoom(TenantEnvironment of) {
        List<Map.Entry<Key, SimulationRun>> ofOne = runs.entrySet().stream()
                .filter(run -> run.getKey().tenantEnvironment().equals(of)).toList();
        if (ofOne.size() >= MOST_KEPT_OF_ONE) {
            return giveUpOne(ofOne);
        }
        return runs.size() < MOST_KEPT || giveUpOne(List.copyOf(runs.entrySet()));
    }

    private boolean giveUpOne(List<Map.Entry<Key, SimulationRun>> among) {
        Optional<Map.Entry<Key, SimulationRun>> oldest = among.stream()
                .max(Comparator.comparing(run -> run.getValue().notAskedFor(nanos.getAsLong())))
                .filter(run -> run.getValue().notAskedFor(nanos.getAsLong()).compareTo(STILL_ASKED) > 0);
        oldest.ifPresent(run -> runs.remove(run.getKey()));
        return oldest.isPresent();
    }

    /** One slice of the part whose environment had its turn longest ago. Answers how long to rest. */
    Duration work() {
        List<SimulationRun> withWork = withWork();
        long begun = nanos.getAsLong();
        Optional<SimulationRun> next = next(withWork, begun);
        if (next.isEmpty()) {
            return withWork.isEmpty() ? IDLE : PAUSE_BEHIND;
        }
        SimulationRun run = next.get();
        try {
            if (!run.step()) {
                run.pauseUntil(nanos.getAsLong() + PAUSE_BEHIND.toNanos());
            }
        } catch (UnavailableException e) {
            LOG.debug("the history of {} is not here, or cannot be read: later again", run, e);
            run.pauseUntil(nanos.getAsLong() + PAUSE_WHEN_UNAVAILABLE.toNanos());
        } catch (RuntimeException e) {
            LOG.error("{} met a ledger that it cannot go through; it goes no further", run, e);
            run.fail();
        }
        long took = nanos.getAsLong() - begun;
        return Duration.ofNanos(took * (callersWait.getAsBoolean() ? REST_BESIDE_CALLERS : REST_WHEN_IDLE));
    }

    private List<SimulationRun> withWork() {
        Config snapshot = config.get();
        lock.lock();
        try {
            runs.entrySet().removeIf(run -> run.getValue().notAskedFor(nanos.getAsLong()).compareTo(FORGOTTEN_AFTER) > 0
                    || job(snapshot, run.getKey().tenantEnvironment(), run.getKey().simulationId()).isEmpty());
            lastTurns.keySet()
                    .removeIf(of -> runs.keySet().stream().noneMatch(key -> key.tenantEnvironment().equals(of)));
            return runs.values().stream().filter(SimulationRun::hasWork).toList();
        } finally {
            lock.unlock();
        }
    }

    private Optional<SimulationRun> next(List<SimulationRun> withWork, long nowNanos) {
        lock.lock();
        try {
            Optional<SimulationRun> next = withWork.stream().filter(run -> !run.pausesAt(nowNanos))
                    .min(Comparator.comparing(run -> lastTurns.getOrDefault(run.tenantEnvironment(), 0L)));
            next.ifPresent(run -> lastTurns.put(run.tenantEnvironment(), ++turns));
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
