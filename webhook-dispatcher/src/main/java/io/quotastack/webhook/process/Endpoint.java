package io.quotastack.webhook.process;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.core.webhook.EndpointLoad;

/**
 * One environment's endpoint as all tasks of this node see it: whether it answers, and how many batches are on their
 * way to it. Each partition also keeps the health that it saw last in its store; the newest of them counts after a
 * start.
 */
final class Endpoint {

    private final AtomicInteger allBatches;
    private final int mostOfAll;
    private final Predicate<Instant> mayProbe;
    private final AtomicLong backlog = new AtomicLong();
    private final Map<Integer, Instant> oldestByPartition = new ConcurrentHashMap<>();
    private final Map<Integer, DisabledEndpoint> disabledIn = new ConcurrentHashMap<>();
    private EndpointHealth health = EndpointHealth.UNKNOWN;
    private EndpointLoad load = EndpointLoad.NONE;

    /** @param mayProbe whether this node may begin to probe it now, while it is known dead */
    Endpoint(AtomicInteger allBatches, int mostOfAll, Predicate<Instant> mayProbe) {
        this.allBatches = allBatches;
        this.mostOfAll = mostOfAll;
        this.mayProbe = mayProbe;
    }

    /** Takes the place of one batch, if one is free. */
    synchronized boolean tryAcquire(Instant now) {
        if (!isFree(now)) {
            return false;
        }
        if (allBatches.incrementAndGet() > mostOfAll) {
            allBatches.decrementAndGet();
            return false;
        }
        load = load.acquired();
        return true;
    }

    /** Whether a place is free. */
    synchronized boolean hasPlace(Instant now) {
        return isFree(now) && allBatches.get() < mostOfAll;
    }

    private boolean isFree(Instant now) {
        return load.hasPlace(health, now) && (!health.dead() || mayProbe.test(now));
    }

    /** Gives the place back. */
    synchronized void release(Instant now) {
        load = load.released(now);
        allBatches.decrementAndGet();
    }

    /** Decides by the health and writes what it becomes, while no other task does. */
    synchronized <T> T exclusively(Supplier<T> decision) {
        return decision.get();
    }

    /** What a partition knows of it; the newer of two is the truer. */
    synchronized void learn(EndpointHealth known) {
        if (known.changes() > health.changes()) {
            health = known;
        }
    }

    synchronized EndpointHealth health() {
        return health;
    }

    /** The mark that a partition has of it, if any. */
    void disabled(int partition, Optional<DisabledEndpoint> mark) {
        mark.ifPresentOrElse(has -> disabledIn.put(partition, has), () -> disabledIn.remove(partition));
    }

    /** Under these settings: a partition in which nothing waits keeps a mark of earlier ones. */
    boolean isDisabled(WebhookSettings settings) {
        return disabledIn.values().stream().anyMatch(mark -> mark.holds(settings));
    }

    void waiting(long more) {
        backlog.addAndGet(more);
    }

    long backlog() {
        return backlog.get();
    }

    void oldest(int partition, Optional<Instant> createdAt) {
        createdAt.ifPresentOrElse(at -> oldestByPartition.put(partition, at),
                () -> oldestByPartition.remove(partition));
    }

    /** When the oldest delivery that waits was made. */
    Optional<Instant> oldest() {
        return oldestByPartition.values().stream().min(Instant::compareTo);
    }
}
