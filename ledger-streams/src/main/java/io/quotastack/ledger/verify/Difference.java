package io.quotastack.ledger.verify;

/**
 * Where what was decided again and what there is are not the same.
 *
 * @param what is different, of whom, in words
 * @param expected what follows from the log
 * @param found what there is
 */
public record Difference(int partition, String what, String expected, String found) {}
