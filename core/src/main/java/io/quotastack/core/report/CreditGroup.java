package io.quotastack.core.report;

import java.util.Comparator;
import java.util.Optional;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;

/**
 * Credits that a report sums apart from others.
 *
 * @param source of their blocks; absent for overage, which is of no block
 * @param currency of what was paid for them; absent for free ones
 */
public record CreditGroup(Optional<BlockSource> source, Optional<String> currency)
        implements
        Comparable<CreditGroup> {

    /** How far charges went beyond the blocks: what is outstanding of it is below 0. */
    public static final CreditGroup OVERAGE = new CreditGroup(Optional.empty(), Optional.empty());

    private static final Comparator<CreditGroup> ORDER = Comparator
            .comparing((CreditGroup group) -> group.source.isEmpty())
            .thenComparing(group -> group.source.orElse(BlockSource.MANUAL))
            .thenComparing(group -> group.currency.orElse(""));

    public CreditGroup {
        if (source.isEmpty() && currency.isPresent()) {
            throw new IllegalArgumentException("overage is not paid for: " + currency.get());
        }
    }

    static CreditGroup of(BlockTerms block) {
        return new CreditGroup(Optional.of(block.source()), block.paid() ? block.currency() : Optional.empty());
    }

    /** Written out, as a record's own is slow where it is asked for with every entry. */
    @Override
    public int hashCode() {
        return 31 * source.hashCode() + currency.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CreditGroup group && source.equals(group.source) && currency.equals(group.currency);
    }

    /** By source, free ones before those of a currency; overage last. */
    @Override
    public int compareTo(CreditGroup other) {
        return ORDER.compare(this, other);
    }
}
