/**
 * The task that decides: takes one command after the other through the core and writes all that follows from it in one
 * transaction. Everything is computed before the first row is written, so a command that breaks us leaves nothing half done.
 */
package io.quotastack.ledger.process;
