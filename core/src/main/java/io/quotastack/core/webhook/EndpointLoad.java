package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * How many batches a node has under way to one endpoint, and whether another one may join them (CONTRACT 10). One that
 * is known dead is probed by one head at a time, however many are due.
 *
 * @param nextProbeAt before it, an endpoint that is known dead gets nothing
 */
public record EndpointLoad(int batches, Instant nextProbeAt) {

    public static final EndpointLoad NONE = new EndpointLoad(0, Instant.EPOCH);

    private static final int MOST = 64;
    /** Slow failures of one endpoint shall not take what others need. */
    private static final int MOST_WHEN_FAILING = 8;
    private static final int FAILING_FROM = 5;
    private static final int MOST_WHEN_DEAD = 1;
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(1);

    public boolean hasPlace(EndpointHealth health, Instant now) {
        return batches < most(health) && !(health.dead() && now.isBefore(nextProbeAt));
    }

    private static int most(EndpointHealth health) {
        return health.dead() ? MOST_WHEN_DEAD : health.failures() >= FAILING_FROM ? MOST_WHEN_FAILING : MOST;
    }

    public EndpointLoad acquired() {
        return new EndpointLoad(batches + 1, nextProbeAt);
    }

    public EndpointLoad released(Instant now) {
        return new EndpointLoad(batches - 1, now.plus(PROBE_PAUSE));
    }
}
