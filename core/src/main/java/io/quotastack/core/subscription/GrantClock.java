package io.quotastack.core.subscription;

import java.time.Duration;
import java.time.Instant;

import io.quotastack.core.plan.AnchoredPeriods;
import io.quotastack.core.plan.Cadence;

/**
 * When a grant with a cadence of its own lands next. Its points are counted from the start of the first paid period, and
 * not again at the ends of periods (CONTRACT 9).
 *
 * @param grant which of the variant's grants
 * @param next the index of the next point
 */
public record GrantClock(int grant, Instant anchor, Cadence cadence, long next) {

    public Instant nextPoint() {
        return point(next);
    }

    public Instant point(long index) {
        return new AnchoredPeriods(anchor, cadence).start(index);
    }

    public GrantClock ticked() {
        return new GrantClock(grant, anchor, cadence, next + 1);
    }

    /** Time stood still for so long: the next point is counted from anew, so that it comes exactly that much later. */
    GrantClock delayedBy(Duration pause) {
        return new GrantClock(grant, nextPoint().plus(pause), cadence, 0);
    }
}
