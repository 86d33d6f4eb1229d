/** The rows of the history, by partition: how they are written from the log, and what they say of one customer. */
package io.quotastack.ledger.history.store;
