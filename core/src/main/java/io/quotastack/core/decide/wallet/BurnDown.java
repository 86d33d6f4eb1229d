package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.List;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.ledger.Allocation;

/**
 * What a debit takes from which block, in burn order; what the blocks cannot give goes into overage.
 *
 * @param toOverage millicredits beyond the blocks
 */
public record BurnDown(List<Allocation> allocations, long toOverage) {

    /**
     * Takes an amount from the blocks in burn order.
     *
     * @param amount millicredits, at least 0
     */
    public static BurnDown of(AccountState state, long amount) {
        var walk = new Walk(amount);
        if (amount > 0) {
            state.visitBurnDown(burnable -> walk.take(burnable.order().ordinal(), burnable.blockBalance().free()));
        }
        if (walk.left > 0) {
            walk.allocations.add(Allocation.ofOverage(walk.left));
        }
        return new BurnDown(walk.allocations, walk.left);
    }

    private static final class Walk {
        private final List<Allocation> allocations = new ArrayList<>(2);
        private long left;

        Walk(long amount) {
            left = amount;
        }

        boolean take(long ordinal, long free) {
            long taken = Math.min(free, left);
            if (taken > 0) {
                allocations.add(Allocation.ofBlock(ordinal, taken));
                left -= taken;
            }
            return left > 0;
        }
    }
}
