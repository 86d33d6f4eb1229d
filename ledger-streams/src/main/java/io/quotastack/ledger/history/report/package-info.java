/** Sums over customers: what became of credits, and of what was paid for them. */
package io.quotastack.ledger.history.report;
