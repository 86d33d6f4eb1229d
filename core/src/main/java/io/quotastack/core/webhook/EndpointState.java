package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * What a partition knows of an environment's endpoint.
 *
 * @param revivalApplied the last revival after which this partition's heads were made due
 * @param disabled perhaps under settings that it had before
 */
public record EndpointState(
        EndpointHealth health,
        Optional<Instant> revivalApplied,
        Optional<DisabledEndpoint> disabled) {

    public static final EndpointState UNKNOWN = new EndpointState(EndpointHealth.UNKNOWN, Optional.empty(),
            Optional.empty());

    /** The revival after which this partition's heads are still to be made due. */
    public Optional<Instant> revivalToApply() {
        return health.revivedAt().filter(at -> revivalApplied.isEmpty() || at.isAfter(revivalApplied.get()));
    }

    EndpointState withHealth(EndpointHealth other) {
        return new EndpointState(other, revivalApplied, disabled);
    }

    EndpointState withRevivalApplied(Optional<Instant> at) {
        return new EndpointState(health, at, disabled);
    }

    EndpointState withDisabled(Optional<DisabledEndpoint> mark) {
        return new EndpointState(health, revivalApplied, mark);
    }
}
