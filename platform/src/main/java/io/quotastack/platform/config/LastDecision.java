package io.quotastack.platform.config;

import java.time.Instant;

/** The time of the last decision: the next one is not before it. */
record LastDecision(Instant at) {}
