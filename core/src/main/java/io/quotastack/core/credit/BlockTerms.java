package io.quotastack.core.credit;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.text.Metadata;

/**
 * What is fixed about a block when it is made.
 *
 * @param ordinal the block's place in the customer's order of creation, from 1; its id derives from it
 * @param originalAmount millicredits, at least 1
 * @param priority −1000…1000, lower burns first
 * @param expiresAt exclusive end of life: from this instant on its credits cannot be spent; absent: never
 * @param pricePaid in the currency's smallest unit; absent or 0: a free block
 * @param externalPaymentId the payment that it came of, as the tenant calls it
 */
public record BlockTerms(
        long ordinal,
        BlockSource source,
        long originalAmount,
        int priority,
        Instant effectiveAt,
        Optional<Instant> expiresAt,
        Optional<Long> pricePaid,
        Optional<String> currency,
        Optional<String> reason,
        Map<String, String> metadata,
        Instant createdAt,
        Optional<String> externalPaymentId) {

    public BlockTerms {
        metadata = Metadata.copyOf(metadata);
    }

    /** A block behind which there is no payment that has an id. */
    public BlockTerms(long ordinal, BlockSource source, long originalAmount, int priority, Instant effectiveAt,
            Optional<Instant> expiresAt, Optional<Long> pricePaid, Optional<String> currency, Optional<String> reason,
            Map<String, String> metadata, Instant createdAt) {
        this(ordinal, source, originalAmount, priority, effectiveAt, expiresAt, pricePaid, currency, reason, metadata,
                createdAt, Optional.empty());
    }

    public boolean paid() {
        return pricePaid.isPresent() && pricePaid.get() > 0;
    }

    /** Whether money was taken for it: such a block can be taken back when the money goes back (CONTRACT 8). */
    public boolean sold() {
        return source == BlockSource.TOPUP || paid();
    }

    public boolean expiredAt(Instant now) {
        return expiresAt.isPresent() && !expiresAt.get().isAfter(now);
    }

    /**
     * The part of its price that stands for what is left of it, in the currency's smallest unit: what was taken in for it
     * and is still owed in credits. Rounded up, so that the last credit takes the last of it; whatever takes credits takes
     * the difference, and all differences make the price.
     *
     * @param remaining millicredits, at most the original amount
     */
    public long priceOf(long remaining) {
        return pricePaid.map(price -> priceOf(remaining, price, originalAmount)).orElse(0L);
    }

    /** The same of any block, by its price and its original amount. */
    public static long priceOf(long remaining, long pricePaid, long originalAmount) {
        return BigInteger.valueOf(pricePaid).multiply(BigInteger.valueOf(remaining))
                .add(BigInteger.valueOf(originalAmount - 1)).divide(BigInteger.valueOf(originalAmount))
                .longValueExact();
    }

    /** The same block with another end. */
    public BlockTerms endingAt(Optional<Instant> otherEnd) {
        return new BlockTerms(ordinal, source, originalAmount, priority, effectiveAt, otherEnd, pricePaid, currency,
                reason, metadata, createdAt, externalPaymentId);
    }

    public BurnOrder burnOrder() {
        return new BurnOrder(priority, expiresAt.orElse(Instant.MAX), paid(), ordinal);
    }
}
