/** Brings the history up to the end of the log, and keeps it there. */
package io.quotastack.ledger.history.feed;
