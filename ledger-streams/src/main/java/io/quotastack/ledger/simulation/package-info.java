/**
 * Simulations of whole environments (CONTRACT 4): what this node works out of them in the background, and keeps in memory
 * until nobody asks for it any more. Nothing of it is stored.
 */
package io.quotastack.ledger.simulation;
