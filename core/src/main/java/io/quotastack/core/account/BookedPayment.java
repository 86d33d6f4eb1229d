package io.quotastack.core.account;

import java.util.List;

/**
 * What is kept of a payment id, as long as the ledger.
 *
 * @param terms what it paid for: credits, price and currency in one text
 * @param sequence of the grant's ledger entry
 * @param blocks the ordinals of those that it made, in their order; none when it paid for a subscription
 */
public record BookedPayment(String terms, long sequence, List<Long> blocks) {
    public BookedPayment {
        blocks = List.copyOf(blocks);
    }
}
