/**
 * What-if on real history (CONTRACT 4): usage that was charged is priced anew by other rules, from a customer's ledger
 * alone. Nothing is decided again: what was refused stays refused, and what was charged stays charged.
 */
package io.quotastack.core.simulation;
