package io.quotastack.core.webhook;

import java.time.Instant;

import io.quotastack.core.customer.CustomerKey;

/** A customer's head in the order in which heads are due. */
public record DueHead(CustomerKey customer, Instant dueAt) {}
