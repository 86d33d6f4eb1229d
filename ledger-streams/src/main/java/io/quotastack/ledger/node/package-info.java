/**
 * One node of the ledger, put together: the log it appends to, the Streams application that decides, the reads, the bounds
 * on what may wait, and what an operator watches.
 */
package io.quotastack.ledger.node;
