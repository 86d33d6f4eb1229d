package io.quotastack.ledger.state;

/**
 * What the last command of a partition was decided with.
 *
 * @param decider the version of the decisions
 * @param configVersion the latest configuration that any command up to it named: what the next one is decided with, unless
 *     it names a later one itself
 */
public record DecidedWith(int decider, long configVersion) {}
