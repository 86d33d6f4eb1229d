package io.quotastack.webhook.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.quotastack.core.webhook.EndpointHealth;

/**
 * One environment's endpoint as all tasks of this node see it: whether it answers, and how many attempts are on their
 * way to it. Each partition also keeps the health that it saw last in its store; the newest of them counts after a
 * start.
 */
final class Endpoint {

    /** Attempts at a time to an endpoint that answers … */
    private static final int MOST_FLIGHTS = 64;
    /** … and to one whose last attempts failed: slow failures of one shall not take what others need. */
    private static final int MOST_FLIGHTS_WHEN_FAILING = 8;
    private static final int FAILING_FROM = 5;
    /** Between the probes of one that is known dead, however many of its heads are due. */
    private static final long PROBE_PAUSE_MILLIS = Duration.ofSeconds(1).toMillis();

    private final AtomicInteger allFlights;
    private final int mostOfAll;
    private final AtomicLong backlog = new AtomicLong();
    private final Map<Integer, Long> oldestByPartition = new ConcurrentHashMap<>();
    private EndpointHealth health = EndpointHealth.UNKNOWN;
    private int flights;
    private long nextProbeAt;

    Endpoint(AtomicInteger allFlights, int mostOfAll) {
        this.allFlights = allFlights;
        this.mostOfAll = mostOfAll;
    }

    /** Takes the place of one flight, if one is free. */
    synchronized boolean tryTakeOff(long now) {
        if (flights >= mostFlights() || (health.dead() && now < nextProbeAt)) {
            return false;
        }
        if (allFlights.incrementAndGet() > mostOfAll) {
            allFlights.decrementAndGet();
            return false;
        }
        flights++;
        return true;
    }

    private int mostFlights() {
        return health.dead() ? 1 : health.failures() >= FAILING_FROM ? MOST_FLIGHTS_WHEN_FAILING : MOST_FLIGHTS;
    }

    /** Gives the place back. */
    synchronized void landed(long now) {
        flights--;
        allFlights.decrementAndGet();
        nextProbeAt = now + PROBE_PAUSE_MILLIS;
    }

    /** How the last attempts ended; the health after it. */
    synchronized EndpointHealth note(boolean succeeded, Instant at) {
        health = succeeded ? health.succeeded(at) : health.failed(at);
        return health;
    }

    /** What a partition knew when this node took it over. */
    synchronized void learn(EndpointHealth known) {
        if (known.changes() > health.changes()) {
            health = known;
        }
    }

    synchronized EndpointHealth health() {
        return health;
    }

    void waiting(long more) {
        backlog.addAndGet(more);
    }

    long backlog() {
        return backlog.get();
    }

    void oldest(int partition, OptionalLong createdAt) {
        if (createdAt.isPresent()) {
            oldestByPartition.put(partition, createdAt.getAsLong());
        } else {
            oldestByPartition.remove(partition);
        }
    }

    /** When the oldest delivery that waits was made. */
    OptionalLong oldest() {
        return oldestByPartition.values().stream().mapToLong(Long::longValue).min();
    }
}
