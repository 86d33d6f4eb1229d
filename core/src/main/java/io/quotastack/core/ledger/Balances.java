package io.quotastack.core.ledger;

/**
 * The figures of an account that entries move, in millicredits; also how far one entry moves each of them.
 *
 * @param balance Σ remaining of all blocks in effect, less overage
 * @param reserved what holds keep from new charges
 * @param overage how far charges went beyond the blocks
 */
public record Balances(long balance, long reserved, long overage, long lifetimeEarned, long lifetimeConsumed) {

    public static final Balances ZERO = new Balances(0, 0, 0, 0, 0);

    /** What a new charge can use. */
    public long effective() {
        return Math.subtractExact(balance, reserved);
    }

    /** Exact: throws ArithmeticException beyond 64 bits. */
    public Balances plus(Balances change) {
        return new Balances(Math.addExact(balance, change.balance), Math.addExact(reserved, change.reserved),
                Math.addExact(overage, change.overage), Math.addExact(lifetimeEarned, change.lifetimeEarned),
                Math.addExact(lifetimeConsumed, change.lifetimeConsumed));
    }
}
