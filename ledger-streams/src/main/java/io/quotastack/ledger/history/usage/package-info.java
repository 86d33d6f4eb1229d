/** Usage events: their status, the refused ones, and summaries. */
package io.quotastack.ledger.history.usage;
