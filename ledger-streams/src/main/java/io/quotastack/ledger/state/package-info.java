/**
 * The one store of decision state: how rows are keyed ({@link io.quotastack.ledger.state.StateKeys}), what is in them, who
 * may read and write them when. One task writes a customer's rows under the customer's lock; readers see all rows of a
 * decision or none, perhaps one transaction ahead of its commit.
 */
package io.quotastack.ledger.state;
