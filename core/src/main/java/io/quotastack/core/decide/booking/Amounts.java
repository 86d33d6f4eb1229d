package io.quotastack.core.decide.booking;

import java.math.BigInteger;

import io.quotastack.core.account.Account;

/** Guards the 64-bit range before anything is booked: an amount that leaves it is refused, never wrapped (CONTRACT 1). */
public final class Amounts {

    private Amounts() {}

    public static boolean sumOverflows(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0;
    }

    /** The sum, or the end of the range that it would leave. */
    public static long saturatedSum(long a, long b) {
        if (!sumOverflows(a, b)) {
            return a + b;
        }
        return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /**
     * ⌊amount × part ÷ whole⌋, exact whatever the product.
     *
     * @param part 0…whole
     */
    public static long scaled(long amount, long part, long whole) {
        return BigInteger.valueOf(amount).multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    /**
     * The largest debit or hold that keeps the balances, overage and lifetime consumption in range, should every open
     * hold be charged too.
     */
    public static long mostDebit(Account account) {
        long byTotals = Math.max(0,
                Long.MAX_VALUE - Math.max(account.overage(), account.lifetimeConsumed()) - account.reserved());
        long lowest = Math.min(account.balance(), account.effective());
        return lowest >= 0 ? byTotals : Math.min(byTotals, lowest - Long.MIN_VALUE);
    }
}
