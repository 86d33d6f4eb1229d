package io.quotastack.core.account;

import io.quotastack.core.credit.BlockTerms;

/**
 * What became of a block that was sold, kept as long as the ledger: the money for it may go back long after it is empty. At
 * every sequence the original amount is what is left, taken back, lapsed and spent. Amounts are millicredits.
 *
 * @param takenBack voided, or clawed back and then given back by a refund
 * @param lapsed expired with the block
 * @param clawedBack spent, and owed by the customer since; never more than was spent
 */
public record SoldBlock(long originalAmount, long takenBack, long lapsed, long clawedBack) {

    public SoldBlock {
        long gone = Math.addExact(Math.addExact(takenBack, lapsed), clawedBack);
        if (takenBack < 0 || lapsed < 0 || clawedBack < 0 || gone > originalAmount) {
            throw new IllegalArgumentException("more went of a block of " + originalAmount + " than was in it: "
                    + takenBack + " taken back, " + lapsed + " lapsed, " + clawedBack + " clawed back");
        }
    }

    static SoldBlock of(BlockTerms block) {
        return new SoldBlock(block.originalAmount(), 0, 0, 0);
    }

    /**
     * How much of it was spent.
     *
     * @param left what is in the block now, held credits included
     */
    public long spent(long left) {
        return originalAmount - left - takenBack - lapsed;
    }

    /** How much of it has not gone back to the tenant, in credits or as a debt. */
    public long notGivenBack() {
        return originalAmount - takenBack - clawedBack;
    }

    SoldBlock takingBack(long amount) {
        return new SoldBlock(originalAmount, Math.addExact(takenBack, amount), lapsed, clawedBack);
    }

    SoldBlock lapsing(long amount) {
        return new SoldBlock(originalAmount, takenBack, Math.addExact(lapsed, amount), clawedBack);
    }

    SoldBlock clawingBack(long amount) {
        return new SoldBlock(originalAmount, takenBack, lapsed, Math.addExact(clawedBack, amount));
    }

    /** What was clawed back is given back by a refund: it was not spent after all, and the tenant has it again. */
    SoldBlock clawedBackBefore(long amount) {
        return new SoldBlock(originalAmount, Math.addExact(takenBack, amount), lapsed,
                Math.subtractExact(clawedBack, amount));
    }
}
