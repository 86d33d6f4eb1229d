package io.quotastack.core.account;

import java.time.Instant;

/**
 * What fell due while a test clock was moved.
 *
 * @param type of the customer event, such as {@code subscription.renewed}
 * @param sequence of the customer event
 */
public record ClockEvent(String type, Instant occurredAt, long sequence) {}
