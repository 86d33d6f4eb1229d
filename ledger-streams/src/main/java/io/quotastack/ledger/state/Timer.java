package io.quotastack.ledger.state;

import java.time.Instant;

import io.quotastack.core.customer.CustomerKey;

/** That something of a customer falls due at an instant, and nothing before it. */
public record Timer(Instant at, CustomerKey customer) {}
