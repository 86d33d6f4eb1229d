package io.quotastack.api;

import java.time.Duration;

/**
 * What one API process takes on.
 *
 * @param requestsInHand at once; one more is refused with 503 rather than queued
 * @param stopWithin how long the requests in hand have to finish when the process stops
 */
public record ApiLimits(int requestsInHand, Duration stopWithin) {

    public static final ApiLimits DEFAULT = new ApiLimits(4_096, Duration.ofSeconds(8));
}
