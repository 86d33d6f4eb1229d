package io.quotastack.api;

import java.time.Duration;

import io.quotastack.api.http.BodyPace;

/**
 * What one API process takes on.
 *
 * @param connections at once, but no more than a quarter of the files that the process may open; further ones wait until
 *     one ends, and idle ones end early
 * @param requestsInHand at once, a third of them at most of one environment; one more is refused with 503 rather than queued
 * @param bodyBytesInHand that have arrived of all large or slow request bodies together; a third of it at most of those of
 *     one environment; a body beyond it is refused with 503 too
 * @param bodyPace how fast bodies have to arrive
 * @param replyBytesInHand of all large answers on their way to clients together; a third of it at most to those of one
 *     environment; an answer beyond is not given, and 503 is
 * @param replyWithin how long a client has to take a large answer, before the connection is closed
 * @param stopWithin how long the requests in hand have to finish when the process stops
 */
public record ApiLimits(
        int connections,
        int requestsInHand,
        long bodyBytesInHand,
        BodyPace bodyPace,
        long replyBytesInHand,
        Duration replyWithin,
        Duration stopWithin) {

    private static final long MEBIBYTE = 1024 * 1024;

    public static final ApiLimits DEFAULT = new ApiLimits(10_000, 4_096, 128 * MEBIBYTE, BodyPace.DEFAULT,
            128 * MEBIBYTE,
            Duration.ofSeconds(60), Duration.ofSeconds(8));
}
