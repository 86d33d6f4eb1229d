package io.quotastack.core.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** How far the timestamp of a usage event may lie from its arrival, both bounds included (CONTRACT 5). */
public final class TimestampRange {

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private TimestampRange() {}

    /**
     * Why an event of that timestamp is not taken in, or nothing.
     *
     * @param now of the arrival
     * @param daysBack as the tenant configured it
     */
    public static Optional<Problem> refusal(Instant timestamp, Instant now, int daysBack) {
        boolean inRange = !timestamp.isBefore(now.minus(Duration.ofDays(daysBack)))
                && !timestamp.isAfter(now.plus(AHEAD));
        return inRange
                ? Optional.empty()
                : Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "the timestamp must lie at most "
                        + daysBack + " days back and " + AHEAD.toMinutes() + " minutes ahead"));
    }
}
