package io.quotastack.core.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.simulation.ProposedRules.Proposed;

/**
 * A simulation of all customers of an environment: what is asked. What comes of it stands nowhere: whoever has customers
 * can work it out again at any time.
 *
 * @param place one of {@link #MOST}; a new job takes that of the oldest when there is no other
 */
public record SimulationJob(
        int place,
        String id,
        SimulatedTime time,
        List<Proposed> rules,
        Instant createdAt,
        Optional<Instant> canceledAt) {

    /** So many an environment has: each that is asked for makes work. */
    public static final int MOST = 20;

    /** So long after its creation it is found. */
    public static final Duration KEPT = Duration.ofDays(7);

    public SimulationJob {
        rules = List.copyOf(rules);
    }

    public boolean keptAt(Instant now) {
        return now.isBefore(createdAt.plus(KEPT));
    }

    public SimulationJob canceled(Instant now) {
        return new SimulationJob(place, id, time, rules, createdAt, Optional.of(now));
    }
}
