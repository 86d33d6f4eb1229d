package io.quotastack.core.account;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.account.RowType.Present;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;

/** The credit blocks of a customer, as a draft changes them. */
public final class Blocks {

    private final AccountDraft draft;
    private final SortedMap<Long, Optional<Instant>> movedEnds = new TreeMap<>();

    Blocks(AccountDraft draft) {
        this.draft = draft;
    }

    /** A block like no other. */
    void add(BlockTerms block) {
        draft.put(AccountRows.BLOCK_TERMS, block.ordinal(), block);
        draft.put(draft.figures().withNewBlock(block.ordinal()));
        if (block.sold()) {
            draft.put(AccountRows.SOLD_BLOCKS, block.ordinal(), SoldBlock.of(block));
        }
    }

    /** Sets what is left in a block; one with nothing left has no row, one that holds keep whole leaves the burn-down. */
    void replaceBalance(BurnOrder order, Optional<BlockBalance> before, BlockBalance after) {
        before.ifPresent(balance -> draft.remove(kindOf(balance), order));
        if (after.remaining() > 0) {
            draft.put(kindOf(after), order, after);
        }
    }

    private static RowType<BurnOrder, BlockBalance> kindOf(BlockBalance balance) {
        return balance.free() > 0 ? AccountRows.BLOCK_BALANCES : AccountRows.FULLY_HELD_BALANCES;
    }

    void markVoided(long ordinal) {
        draft.put(AccountRows.VOIDED_BLOCKS, ordinal, Present.PRESENT);
    }

    /**
     * Moves the end of a block: the time of an action alone, which moves no credits and is no entry (CONTRACT 7, 9).
     * The end of a block of which nothing is left moves too, since a refund may bring it back.
     *
     * @param expiresAt absent: never
     */
    public void moveEnd(long ordinal, Optional<Instant> expiresAt) {
        movedEnds.put(ordinal, expiresAt);
        draft.terms(ordinal).filter(block -> !block.expiresAt().equals(expiresAt))
                .ifPresent(before -> moveEnd(before, before.endingAt(expiresAt)));
    }

    private void moveEnd(BlockTerms before, BlockTerms after) {
        draft.put(AccountRows.BLOCK_TERMS, after.ordinal(), after);
        draft.blockBalance(before.burnOrder()).ifPresent(balance -> {
            draft.remove(kindOf(balance), before.burnOrder());
            draft.put(kindOf(balance), after.burnOrder(), balance);
            if (balance.free() > 0) {
                expiryOf(before).ifPresent(draft.schedule()::remove);
                expiryOf(after).ifPresent(draft.schedule()::add);
            }
        });
    }

    static Optional<ScheduledAction> expiryOf(BlockTerms block) {
        return block.expiresAt().map(at -> new ScheduledAction(at, ScheduledAction.Kind.EXPIRY, block.ordinal()));
    }

    static ScheduledAction activationOf(BlockTerms block) {
        return new ScheduledAction(block.effectiveAt(), ScheduledAction.Kind.ACTIVATION, block.ordinal());
    }

    /** The ends of blocks that were moved since this was last asked, by ordinal; an inner empty one: never. */
    public SortedMap<Long, Optional<Instant>> takeMovedEnds() {
        var taken = new TreeMap<>(movedEnds);
        movedEnds.clear();
        return taken;
    }
}
