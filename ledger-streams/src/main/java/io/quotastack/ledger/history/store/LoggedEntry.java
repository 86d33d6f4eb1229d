package io.quotastack.ledger.history.store;

import io.quotastack.core.ledger.LedgerEntry;

/** An entry as the log has it: with the tenant's name for the customer. */
public record LoggedEntry(LedgerEntry entry, String externalCustomerId) {}
