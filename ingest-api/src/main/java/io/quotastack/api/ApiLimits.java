package io.quotastack.api;

import java.time.Duration;

/**
 * What one API process takes on.
 *
 * @param requestsInHand at once; one more is refused with 503 rather than queued
 * @param bodyBytesInHand of all request bodies together; a body beyond it is refused with 503 too
 * @param stopWithin how long the requests in hand have to finish when the process stops
 */
public record ApiLimits(int requestsInHand, long bodyBytesInHand, Duration stopWithin) {

    public static final ApiLimits DEFAULT = new ApiLimits(4_096, 128L * 1024 * 1024, Duration.ofSeconds(8));
}
