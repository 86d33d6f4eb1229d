package io.quotastack.core.webhook;

import java.time.Duration;

/**
 * What may wait for an endpoint before it is disabled (CONTRACT 10).
 *
 * @param mostWaiting deliveries in one partition
 * @param longestFailing how long an endpoint may be known dead, and how long a delivery may be tried
 */
public record QueueLimits(long mostWaiting, Duration longestFailing) {

    public static final QueueLimits DEFAULT = new QueueLimits(100_000, Duration.ofDays(5));
}
