package io.quotastack.ledger.state;

/**
 * Up to where the commands of a partition are decided, by the state itself: written in the transaction that moves the
 * group's offset there.
 *
 * @param decider the version of the decisions
 * @param offset the next one to decide
 */
record DecidedEnd(int decider, long offset) {}
