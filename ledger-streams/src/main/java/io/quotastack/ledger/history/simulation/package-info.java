/** What-if on real history: a customer's ledger with its usage priced anew. */
package io.quotastack.ledger.history.simulation;
