package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.List;

import io.quotastack.core.ledger.Allocation;

/** Overage and free credits never coexist: what comes into blocks pays back overage first (CONTRACT 3). */
public final class Repayment {

    private Repayment() {}

    /** The shares of {@code filled} that pay back {@code overage}, in their order, as far as it goes. */
    public static List<Allocation> from(long overage, List<Allocation> filled) {
        if (overage == 0) {
            return List.of();
        }
        List<Allocation> repaid = new ArrayList<>();
        long left = overage;
        for (Allocation share : filled) {
            long amount = Math.min(left, share.amount());
            if (amount > 0) {
                repaid.add(new Allocation(share.block(), amount));
                left -= amount;
            }
        }
        return repaid;
    }
}
