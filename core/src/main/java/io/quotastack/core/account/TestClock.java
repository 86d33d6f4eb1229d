package io.quotastack.core.account;

import java.time.Instant;

/**
 * The clock of a customer of the test environment: it stands still until it is moved, forward only (CONTRACT 9).
 *
 * @param now where it stands, or is moving to
 * @param moving not all that falls due by then has happened yet
 */
public record TestClock(Instant now, boolean moving) {}
