package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an endpoint answers (CONTRACT 10): known dead after 20 failed attempts in a row over at least 30 s, until an
 * attempt succeeds.
 *
 * <p>How long it has been failing counts only while it is tried: an endpoint that nothing was sent to for a day, since
 * its tenant turned it off, nothing happened or no dispatcher ran, gets all its time again.
 *
 * @param failures attempts in a row that failed, since the last success
 * @param failingSince the time of the first of them, since the last day without any
 * @param failedAt the time of the last of them
 * @param dead whether it is known dead
 * @param revivedAt when a success last ended its death: whatever failed before is due since then
 * @param changes how often this changed; the newer of two is the truer
 */
public record EndpointHealth(
        long failures,
        Optional<Instant> failingSince,
        Optional<Instant> failedAt,
        boolean dead,
        Optional<Instant> revivedAt,
        long changes) {

    public static final EndpointHealth UNKNOWN = new EndpointHealth(0, Optional.empty(), Optional.empty(), false,
            Optional.empty(), 0);

    /** Longer than any delay between two attempts of a delivery. */
    static final Duration REST = Duration.ofDays(1);
    private static final int DEAD_AFTER_FAILURES = 20;
    private static final Duration DEAD_AFTER = Duration.ofSeconds(30);

    public EndpointHealth failed(Instant at) {
        Instant since = failingSince.orElse(at);
        long count = failures + 1;
        boolean now = dead || (count >= DEAD_AFTER_FAILURES && !at.isBefore(since.plus(DEAD_AFTER)));
        return new EndpointHealth(count, Optional.of(rested(at) ? at : since), Optional.of(at), now, revivedAt,
                changes + 1);
    }

    private boolean rested(Instant at) {
        return failures > 0 && failedAt.filter(last -> at.isBefore(last.plus(REST))).isEmpty();
    }

    /** The same when nothing had failed: a success is no news then. */
    public EndpointHealth succeeded(Instant at) {
        return failures == 0
                ? this
                : new EndpointHealth(0, Optional.empty(), Optional.empty(), false, dead ? Optional.of(at) : revivedAt,
                        changes + 1);
    }
}
