/**
 * Proves that what the ledger has is what its log says: decides the commands again in stores of its own and compares every
 * ledger entry and every row of the state. What is older than the log of commands is folded from the entries instead.
 */
package io.quotastack.ledger.verify;
