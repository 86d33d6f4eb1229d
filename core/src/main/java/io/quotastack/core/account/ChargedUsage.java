package io.quotastack.core.account;

/**
 * What is kept of a charged event's id, as long as the ledger.
 *
 * @param contentHash of the event ({@link io.quotastack.core.usage.UsageContent})
 * @param sequence of the charge's ledger entry
 * @param voided it was refunded
 * @param keyed the id was an Idempotency-Key of `POST /v1/usage`
 */
public record ChargedUsage(String contentHash, long sequence, boolean voided, boolean keyed) {}
