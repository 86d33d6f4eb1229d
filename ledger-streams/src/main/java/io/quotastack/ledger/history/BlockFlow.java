package io.quotastack.ledger.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * What an entry does to the blocks it names (CONTRACT 3): its type says which way the allocations went. Sums are of
 * amounts that the ledger has checked, so they cannot leave {@code int64}.
 */
final class BlockFlow {

    private BlockFlow() {}

    /**
     * The levels of all blocks that the entry touched, by ordinal.
     *
     * @param before the level of a block before the entry, {@link BlockLevel#EMPTY} when it has none yet
     * @param heldAllocations what an active reservation keeps of blocks
     */
    static Map<Long, BlockLevel> levelsAfter(LedgerEntry entry, LongFunction<BlockLevel> before,
            LongFunction<List<Allocation>> heldAllocations) {
        var levels = new LinkedHashMap<Long, BlockLevel>();
        if (scheduled(entry)) {
            entry.context().newBlock().ifPresent(terms -> levels.put(terms.ordinal(),
                    new BlockLevel(terms.originalAmount(), 0, BlockLevel.Stage.SCHEDULED)));
            return levels;
        }
        entry.context().newBlock().ifPresent(terms -> levels.put(terms.ordinal(), BlockLevel.EMPTY));
        if (endsReservation(entry)) {
            for (Allocation heldAllocation : heldAllocations.apply(entry.reservation().orElseThrow())) {
                long ordinal = heldAllocation.block().orElseThrow();
                levels.put(ordinal, held(levels.computeIfAbsent(ordinal, before::apply), -heldAllocation.amount()));
            }
        }
        for (Allocation allocation : entry.allocations()) {
            if (allocation.block().isPresent()) {
                long ordinal = allocation.block().getAsLong();
                BlockLevel level = levels.computeIfAbsent(ordinal, before::apply);
                levels.put(ordinal, after(entry, ordinal, level, allocation.amount()));
            }
        }
        // What repaid overage came into the block and left it at once.
        for (Allocation repaid : entry.repaid()) {
            OptionalLong block = repaid.block();
            if (block.isPresent()) {
                levels.computeIfPresent(block.getAsLong(),
                        (ordinal, level) -> new BlockLevel(level.remaining() - repaid.amount(), level.reserved(),
                                level.stage()));
            }
        }
        return levels;
    }

    /** A grant that changes no balance: its credits take effect by an `activate` later. */
    private static boolean scheduled(LedgerEntry entry) {
        return entry.type() == EntryType.GRANT && entry.delta() == 0;
    }

    private static BlockLevel after(LedgerEntry entry, long ordinal, BlockLevel before, long amount) {
        return switch (entry.type()) {
            case GRANT, REFUND -> filled(before, amount);
            case ADJUST -> entry.delta() > 0 ? filled(before, amount) : filled(before, -amount);
            case USAGE, COMMIT, PURCHASE, EXPIRE -> filled(before, -amount);
            case ROLLOVER -> filled(before, makes(entry, ordinal) ? amount : -amount);
            case RESERVE -> held(before, amount);
            case RELEASE, RESERVE_EXPIRED -> before;
            case ACTIVATE -> new BlockLevel(amount, 0, BlockLevel.Stage.IN_EFFECT);
            case VOID -> entry.context().blockStays() ? filled(before, -amount) : voided(before, amount);
        };
    }

    private static boolean makes(LedgerEntry entry, long ordinal) {
        return entry.context().newBlock().filter(block -> block.ordinal() == ordinal).isPresent();
    }

    private static boolean endsReservation(LedgerEntry entry) {
        return switch (entry.type()) {
            case COMMIT, RELEASE, RESERVE_EXPIRED -> true;
            case RESERVE, REFUND, GRANT, ACTIVATE, USAGE, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE -> false;
        };
    }

    private static BlockLevel held(BlockLevel before, long amount) {
        return new BlockLevel(before.remaining(), before.reserved() + amount, before.stage());
    }

    private static BlockLevel filled(BlockLevel before, long amount) {
        return new BlockLevel(before.remaining() + amount, before.reserved(), before.stage());
    }

    /** What is held stays until the hold ends; of a scheduled block, which is in no balance, nothing stays. */
    private static BlockLevel voided(BlockLevel before, long amount) {
        long remaining = before.stage() == BlockLevel.Stage.SCHEDULED ? 0 : before.remaining() - amount;
        return new BlockLevel(remaining, before.reserved(), BlockLevel.Stage.VOIDED);
    }
}
