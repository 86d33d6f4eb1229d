package io.quotastack.ledger.history;

import io.quotastack.core.ledger.LedgerEntry;

/** An entry as the log has it: with the tenant's name for the customer. */
record LoggedEntry(LedgerEntry entry, String externalCustomerId) {}
