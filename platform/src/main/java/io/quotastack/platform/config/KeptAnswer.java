package io.quotastack.platform.config;

import java.time.Instant;

/**
 * What was answered to an idempotency key, kept for the next time it comes (CONTRACT 11).
 *
 * @param fingerprint of the request that was answered
 */
record KeptAnswer(String fingerprint, Instant answeredAt, int status, String body) {}
