/** Subscriptions, live and ended, and what became of them. */
package io.quotastack.ledger.history.subscription;
