package io.quotastack.ledger.view;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quotastack.core.customer.CustomerKey;

/**
 * An account as answered (CONTRACT 3); amounts are millicredits.
 *
 * @param version the sequence of the last entry, 0 before the first
 * @param blocks those with credits left, in burn order, scheduled ones last, each of them read when it is written; a
 *     member only when asked for
 */
public record CreditsView(
        String customerId,
        String externalCustomerId,
        long balance,
        long reservedBalance,
        long effectiveBalance,
        long lifetimeEarned,
        long lifetimeConsumed,
        long version,
        String ledgerHash,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Iterable<BlockView>> blocks) {

    public static CreditsView of(CustomerKey customer, String externalCustomerId, long balance, long reservedBalance,
            long lifetimeEarned, long lifetimeConsumed, long version, String ledgerHash,
            Optional<Iterable<BlockView>> blocks) {
        return new CreditsView(customer.customerId().toString(), externalCustomerId, balance, reservedBalance,
                Math.subtractExact(balance, reservedBalance), lifetimeEarned, lifetimeConsumed, version, ledgerHash,
                blocks);
    }
}
