package io.quotastack.core.webhook;

/**
 * One attempt that is to be made.
 *
 * @param ordinal of the delivery
 * @param number of the attempt: 1, 2, 3 … of the delivery
 */
public record DeliveryAttempt(long ordinal, int number, WebhookEvent event) {}
