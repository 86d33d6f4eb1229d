/** Credits and blocks as they are and as they were, and why an entry took from which block. */
package io.quotastack.ledger.history.credit;
