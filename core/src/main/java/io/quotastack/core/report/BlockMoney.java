package io.quotastack.core.report;

import java.util.Optional;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;

/**
 * What a report has to know of a block beside what is left in it.
 *
 * @param originalAmount millicredits
 * @param pricePaid in the currency's smallest unit; 0 for a free block
 * @param currency of the price; absent for a free block
 * @param clawedBack of what was spent: what became a debt since its payment went back, millicredits
 */
public record BlockMoney(
        BlockSource source,
        long originalAmount,
        long pricePaid,
        Optional<String> currency,
        long clawedBack) {

    public static BlockMoney of(BlockTerms block) {
        return new BlockMoney(block.source(), block.originalAmount(),
                block.paid() ? block.pricePaid().orElseThrow() : 0,
                block.paid() ? block.currency() : Optional.empty(), 0);
    }

    public CreditGroup group() {
        return new CreditGroup(Optional.of(source), currency);
    }

    /**
     * What of the price is not earned yet, by what is left alone: so parts of a price never come to more or less than the
     * price. Rounded up; all of it while the block takes effect later.
     */
    long deferred(long remaining) {
        return pricePaid == 0 ? 0 : BlockTerms.priceOf(remaining, pricePaid, originalAmount);
    }

    /** What more of the price goes back with so many credits more that are clawed back. */
    long reversedBy(long amount) {
        return deferred(originalAmount - clawedBack)
                - deferred(originalAmount - Math.addExact(clawedBack, amount));
    }

    BlockMoney clawingBack(long amount) {
        return new BlockMoney(source, originalAmount, pricePaid, currency, Math.addExact(clawedBack, amount));
    }
}
