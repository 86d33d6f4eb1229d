/** The ledger of a customer. */
package io.quotastack.ledger.history.entry;
