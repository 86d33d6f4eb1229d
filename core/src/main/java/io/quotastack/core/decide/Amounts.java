package io.quotastack.core.decide;

import io.quotastack.core.account.Account;

/** Guards the 64-bit range before anything is booked: an amount that leaves it is refused, never wrapped (CONTRACT 1). */
final class Amounts {

    private Amounts() {}

    static boolean sumOverflows(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0;
    }

    /** Whether a debit takes balance, overage or lifetime consumption out of range. */
    static boolean debitOverflows(Account account, long amount) {
        return sumOverflows(account.balance(), -amount) || sumOverflows(account.effective(), -amount)
                || sumOverflows(account.overage(), amount) || sumOverflows(account.lifetimeConsumed(), amount);
    }
}
