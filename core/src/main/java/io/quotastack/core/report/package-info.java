/**
 * What became of credits, and of the money that was paid for them, in a time (CONTRACT 15): sums of what ledger entries
 * say, and of nothing else.
 */
package io.quotastack.core.report;
