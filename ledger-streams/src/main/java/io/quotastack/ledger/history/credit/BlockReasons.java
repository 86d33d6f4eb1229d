package io.quotastack.ledger.history.credit;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.ledger.history.store.CustomerHistory;

/** Why an entry named its blocks in the order it did; to be asked block by block, in that order. */
final class BlockReasons {

    private final LedgerEntry entry;
    /** What the hold kept that a commit ends: those are charged first. */
    private final Set<Long> kept = new HashSet<>();
    private Optional<BlockTerms> before = Optional.empty();
    private boolean beyondKept;

    BlockReasons(CustomerHistory rows, LedgerEntry entry) {
        this.entry = entry;
        if (entry.reservation().isPresent()) {
            rows.reserved(entry.reservation().getAsLong())
                    .ifPresent(reservation -> reservation.heldAllocations()
                            .forEach(heldAllocation -> kept.add(heldAllocation.block().orElseThrow())));
        }
    }

    BurnOrderReason next(BlockTerms block) {
        BurnOrderReason reason = switch (entry.type()) {
            case USAGE, PURCHASE, RESERVE, TRANSFER_OUT -> inBurnOrder(block);
            case ADJUST -> entry.delta() < 0 ? inBurnOrder(block) : asNamed();
            case COMMIT -> charged(block);
            case RELEASE, RESERVE_EXPIRED -> BurnOrderReason.because("a block that the reservation kept credits of");
            case ROLLOVER -> BurnOrderReason.because("what is left of a period's block goes on in a new one");
            // What is given back goes where it came from.
            case GRANT, ACTIVATE, EXPIRE, VOID, REFUND, TRANSFER_IN -> asNamed();
        };
        before = Optional.of(block);
        return reason;
    }

    /** Of a block that is not among the shares, though what came free in it paid back overage. */
    static BurnOrderReason givenBack() {
        return BurnOrderReason.because("the reservation gave its credits back, and they paid back overage");
    }

    private BurnOrderReason inBurnOrder(BlockTerms block) {
        return before.map(one -> BurnOrderReason.behind(one, block)).orElseGet(BurnOrderReason::first);
    }

    private BurnOrderReason charged(BlockTerms block) {
        if (!kept.contains(block.ordinal()) && !beyondKept) {
            beyondKept = true;
            return BurnOrderReason.because("beyond what the reservation kept: first in burn order of the other blocks");
        }
        return before.map(one -> BurnOrderReason.behind(one, block)).orElseGet(() -> BurnOrderReason
                .because("first in burn order of the blocks that the reservation kept credits of"));
    }

    private BurnOrderReason asNamed() {
        return BurnOrderReason.because("the block that the " + entry.type().text() + " is about");
    }
}
