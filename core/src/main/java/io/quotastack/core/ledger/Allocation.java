package io.quotastack.core.ledger;

import java.util.OptionalLong;

/**
 * A share of what an entry moved. The entry's type says which way (CONTRACT 3).
 *
 * @param block the ordinal of the block; absent for the share that went into, or came out of, overage
 * @param amount millicredits, at least 0
 */
public record Allocation(OptionalLong block, long amount) {

    public static Allocation ofBlock(long ordinal, long amount) {
        return new Allocation(OptionalLong.of(ordinal), amount);
    }

    public static Allocation ofOverage(long amount) {
        return new Allocation(OptionalLong.empty(), amount);
    }
}
