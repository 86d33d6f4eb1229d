package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a refused event stands in the list of an environment.
 *
 * @param offset of its outcome, which tells two refusals of one instant apart
 */
public record RefusalPosition(Instant refusedAt, UUID customerId, long offset) {}
