package io.quotastack.core.transfer;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.credit.BlockSource;

/**
 * What a transfer brings of blocks of the same terms, and those terms.
 *
 * @param credits millicredits, at least 1
 * @param pricePaid what was paid for these credits, in the currency's smallest unit
 */
public record TransferShare(
        long credits,
        BlockSource source,
        int priority,
        Optional<Instant> expiresAt,
        Optional<Long> pricePaid,
        Optional<String> currency) {

    /** The two as one block, or nothing when their terms differ or 64 bits cannot say their price. */
    public Optional<TransferShare> plus(TransferShare other) {
        boolean same = source == other.source && priority == other.priority && expiresAt.equals(other.expiresAt)
                && pricePaid.isPresent() == other.pricePaid.isPresent() && currency.equals(other.currency)
                && pricePaid.orElse(0L) <= Long.MAX_VALUE - other.pricePaid.orElse(0L);
        return same
                ? Optional.of(new TransferShare(credits + other.credits, source, priority, expiresAt,
                        pricePaid.map(price -> price + other.pricePaid.orElse(0L)), currency))
                : Optional.empty();
    }
}
