package io.quotastack.ledger.history.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.BlockEffects;
import io.quotastack.core.ledger.BlockEffects.BlockEffect;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/** The levels of blocks after an entry, from what they were before it. */
final class BlockLevels {

    private BlockLevels() {}

    /**
     * The levels of all blocks that the entry touched, by ordinal.
     *
     * @param before the level of a block before the entry, {@link BlockLevel#EMPTY} when it has none yet
     * @param heldBy what the active reservation of an ordinal keeps of blocks
     */
    static Map<Long, BlockLevel> after(LedgerEntry entry, LongFunction<BlockLevel> before,
            LongFunction<List<Allocation>> heldBy) {
        var levels = new LinkedHashMap<Long, BlockLevel>();
        entry.context().newBlock().ifPresent(terms -> levels.put(terms.ordinal(), BlockEffects.schedules(entry)
                ? new BlockLevel(terms.originalAmount(), 0, BlockLevel.Stage.SCHEDULED)
                : BlockLevel.EMPTY));
        BlockEffects.of(entry, heldBy).forEach((ordinal, effect) -> levels.put(ordinal,
                after(entry, levels.computeIfAbsent(ordinal, before::apply), effect)));
        return levels;
    }

    private static BlockLevel after(LedgerEntry entry, BlockLevel before, BlockEffect effect) {
        // The credits of a scheduled block are in it, but in no balance: an entry moves it from nothing.
        long remaining = before.stage() == BlockLevel.Stage.SCHEDULED ? 0 : before.remaining();
        boolean voided = before.stage() == BlockLevel.Stage.VOIDED
                || (entry.type() == EntryType.VOID && !entry.context().blockStays());
        return new BlockLevel(remaining + effect.remaining(), before.reserved() + effect.reserved(),
                voided ? BlockLevel.Stage.VOIDED : BlockLevel.Stage.IN_EFFECT);
    }
}
