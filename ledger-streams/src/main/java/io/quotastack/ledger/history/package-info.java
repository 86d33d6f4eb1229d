/**
 * What readers ask of the past: a projection of the committed topics {@code ledger-entries}, {@code usage-outcomes}
 * and {@code subscription-changes} into a local RocksDB for each partition that this node owns.
 *
 * <p>Nothing here decides anything and nothing is lost with it: a directory that is deleted is built again from the
 * topics. So there is no changelog and no write-ahead log. Where a partition's rows stand in the topics is written in the
 * same batch as the rows, all in one column family: RocksDB makes memtables durable whole and in order, so what a kill
 * leaves behind is the state after some earlier batch, with the offsets that go with it, and the rest is read again.
 *
 * <p>Rows are found by {@link io.quotastack.ledger.history.store.Keys}. A read that must see a write waits for the account's
 * version with {@link io.quotastack.ledger.history.History#awaitVersion}. What is due but not booked yet is not in here:
 * the live account knows it, and reads take from there what they need of it.
 */
package io.quotastack.ledger.history;
