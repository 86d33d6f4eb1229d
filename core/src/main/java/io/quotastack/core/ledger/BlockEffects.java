package io.quotastack.core.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What an entry does to the blocks it names: its type says which way the allocations went (CONTRACT 3). Whoever folds
 * entries, the account as it is and the history as it was, moves blocks by this alone.
 */
public final class BlockEffects {

    private final Map<Long, BlockEffect> byBlock = new LinkedHashMap<>();

    private BlockEffects() {}

    /**
     * How far an entry moves a block. In one step: between two, a block could have less left than holds keep.
     *
     * @param remaining millicredits
     * @param reserved the part of what is left that holds keep, millicredits
     */
    public record BlockEffect(long remaining, long reserved) {
        private BlockEffect plus(BlockEffect other) {
            return new BlockEffect(Math.addExact(remaining, other.remaining), Math.addExact(reserved, other.reserved));
        }
    }

    /**
     * By the ordinal of the block, in the order in which the entry names them. A grant of a block that is not in effect yet
     * moves nothing; a block whose new credits all pay back overage is moved by nothing.
     *
     * @param heldBy what the active reservation of an ordinal keeps of blocks
     */
    public static Map<Long, BlockEffect> of(LedgerEntry entry, LongFunction<List<Allocation>> heldBy) {
        var effects = new BlockEffects();
        if (endsReservation(entry)) {
            for (Allocation held : heldBy.apply(entry.reservation().orElseThrow())) {
                effects.add(held, new BlockEffect(0, -held.amount()));
            }
        }
        if (!schedules(entry)) {
            entry.allocations().forEach(share -> effects.add(share, effect(entry, share)));
        }
        for (Allocation repaid : entry.repaid()) {
            effects.add(repaid, new BlockEffect(-repaid.amount(), 0));
        }
        return effects.byBlock;
    }

    /** A grant that changes no balance: its credits take effect by an {@code activate} later. */
    public static boolean schedules(LedgerEntry entry) {
        return entry.type() == EntryType.GRANT && entry.delta() == 0;
    }

    private static BlockEffect effect(LedgerEntry entry, Allocation share) {
        return switch (entry.type()) {
            case GRANT, ACTIVATE, REFUND, TRANSFER_IN -> new BlockEffect(share.amount(), 0);
            case ADJUST -> new BlockEffect(entry.delta() > 0 ? share.amount() : -share.amount(), 0);
            case USAGE, COMMIT, PURCHASE, EXPIRE, VOID, TRANSFER_OUT -> new BlockEffect(-share.amount(), 0);
            case ROLLOVER -> new BlockEffect(intoNewBlock(entry, share) ? share.amount() : -share.amount(), 0);
            case RESERVE -> new BlockEffect(0, share.amount());
            case RELEASE, RESERVE_EXPIRED -> new BlockEffect(0, 0);
        };
    }

    /** Of a rollover: whether the share came into the block that it makes, rather than out of another. */
    public static boolean intoNewBlock(LedgerEntry entry, Allocation share) {
        return entry.context().newBlock().filter(block -> share.block().orElseThrow() == block.ordinal()).isPresent();
    }

    private static boolean endsReservation(LedgerEntry entry) {
        return switch (entry.type()) {
            case COMMIT, RELEASE, RESERVE_EXPIRED -> true;
            case RESERVE, REFUND, GRANT, ACTIVATE, USAGE, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE, TRANSFER_OUT,
                    TRANSFER_IN -> false;
        };
    }

    /** A share of overage is of no block. */
    private void add(Allocation share, BlockEffect effect) {
        if (share.block().isPresent()) {
            byBlock.merge(share.block().getAsLong(), effect, BlockEffect::plus);
        }
    }
}
