package io.quotastack.core.account;

/**
 * What is kept of a payment id, as long as the ledger.
 *
 * @param terms what it paid for: credits, price and currency in one text
 * @param sequence of the grant's ledger entry
 */
public record BookedPayment(String terms, long sequence) {}
