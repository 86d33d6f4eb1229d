package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * One attempt to deliver, as it ended.
 *
 * @param statusCode 0: no answer came
 * @param error why no answer came; empty when one did
 * @param responseBody the first KiB
 */
public record AttemptResult(Instant attemptedAt, Duration latency, int statusCode, String error, String responseBody) {

    /** A 2xx came; a redirect is none. */
    public boolean succeeded() {
        return statusCode >= 200 && statusCode < 300;
    }

    public Instant endedAt() {
        return attemptedAt.plus(latency);
    }
}
