/**
 * Between the core's types and Avro: commands and entries as they stand in the log. What was written once must be readable
 * for as long as the topic keeps it; entries are kept for ever.
 */
package io.quotastack.ledger.wire;
