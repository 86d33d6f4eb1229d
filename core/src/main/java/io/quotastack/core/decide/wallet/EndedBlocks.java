package io.quotastack.core.decide.wallet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * What a refund or a hold gives back, told apart by whether its block still lives, as the account's own rows say: the end
 * of a block may have moved since it was charged. What comes back to an expired or voided block repays no overage and is
 * gone again at once, by an entry of its own at the same instant (CONTRACT 3).
 *
 * @param toLive shares that stay
 * @param toEnded shares that are taken again
 */
public record EndedBlocks(List<Allocation> toLive, List<Returned> toEnded) {

    /**
     * A share of a block that ended.
     *
     * @param fate how it is taken: EXPIRE or VOID
     */
    record Returned(Allocation share, EntryType fate) {}

    /**
     * Tells the shares of blocks that still live from those of blocks that ended.
     *
     * @param endsBy a block has expired when it did so by then, inclusive
     */
    public static EndedBlocks among(List<Allocation> givenBack, DecisionContext context, Instant endsBy) {
        List<Allocation> toLive = new ArrayList<>();
        List<Returned> toEnded = new ArrayList<>();
        for (Allocation share : givenBack) {
            share.block().ifPresent(ordinal -> fate(context, context.terms(ordinal), endsBy).ifPresentOrElse(
                    fate -> toEnded.add(new Returned(share, fate)), () -> toLive.add(share)));
        }
        return new EndedBlocks(toLive, toEnded);
    }

    private static Optional<EntryType> fate(DecisionContext context, BlockTerms block, Instant endsBy) {
        if (context.draft().voided(block.ordinal())) {
            return Optional.of(EntryType.VOID);
        }
        return block.expiredAt(endsBy) ? Optional.of(EntryType.EXPIRE) : Optional.empty();
    }

    /** Books what is taken again, an entry for each block. */
    public List<LedgerEntry> takeAgain(EntryBooker booker) {
        return toEnded.stream().map(returned -> booker.bookAndEmit(
                EntryDraft.of(returned.fate(), -returned.share().amount(), List.of(returned.share())),
                returned.fate() == EntryType.EXPIRE
                        ? CustomerEvent.Type.CREDIT_EXPIRED
                        : CustomerEvent.Type.CREDIT_ADJUSTED))
                .toList();
    }
}
