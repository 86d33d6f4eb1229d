package io.quotastack.core.subscription;

import java.time.Duration;
import java.time.Instant;

import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.AnchoredPeriods;
import io.quotastack.core.plan.Cadence;

/**
 * When a grant with a cadence of its own lands next. Its points are counted from the start of the first paid period, and
 * not again at the ends of periods or by a change that keeps the interval (CONTRACT 9).
 *
 * @param grant which of the variant's grants; {@link #NO_GRANT}: the schedule of former terms, kept so that its points are
 *     where they were when such terms come again
 * @param next the index of the next point
 */
public record GrantSchedule(int grant, Anchor anchor, Cadence cadence, long next) {

    /** Of no grant of the variant. */
    public static final int NO_GRANT = -1;

    public boolean runs() {
        return grant != NO_GRANT;
    }

    public Instant nextPoint() {
        return point(next);
    }

    public Instant point(long index) {
        return periods().start(index);
    }

    public AnchoredPeriods periods() {
        return new AnchoredPeriods(anchor, cadence);
    }

    public GrantSchedule ticked() {
        return new GrantSchedule(grant, anchor, cadence, next + 1);
    }

    /** For another grant of the same cadence, or for none. */
    public GrantSchedule of(int otherGrant) {
        return new GrantSchedule(otherGrant, anchor, cadence, next);
    }

    /** Goes on with the first point that is not before the time; points that are over grant nothing. */
    public GrantSchedule notBefore(Instant time) {
        return nextPoint().isBefore(time)
                ? new GrantSchedule(grant, anchor, cadence, periods().indexNotBefore(time))
                : this;
    }

    /** Time stood still for so long: the next point comes exactly that much later, and the others are counted from there. */
    GrantSchedule delayed(Instant since, Duration pause) {
        GrantSchedule coming = notBefore(since.plusMillis(1));
        return new GrantSchedule(grant, anchor.movedTo(coming.nextPoint().plus(pause)), cadence, 0);
    }
}
