package io.quotastack.core.metering;

import java.time.Instant;
import java.util.Optional;

/**
 * A version of a metric's price; immutable but for its archiving.
 *
 * @param version 1, 2, 3 … of the metric, by creation
 * @param effectiveAt in force from then, inclusive, until the next later rule
 * @param archivedAt from then on, inclusive, it is no longer in force
 */
public record MeteringRule(
        String id,
        String metricKey,
        int version,
        Price price,
        Instant effectiveAt,
        Instant createdAt,
        Optional<Instant> archivedAt) {

    /** Archived while it was still scheduled: as if it had never been, its predecessor runs on. */
    public boolean vanished() {
        return archivedAt.isPresent() && archivedAt.get().isBefore(effectiveAt);
    }

    boolean archivedBy(Instant time) {
        return archivedAt.isPresent() && !archivedAt.get().isAfter(time);
    }
}
