package io.quotastack.core.account;

import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.BlockEffects;
import io.quotastack.core.ledger.BlockEffects.BlockEffect;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodCredits;

/**
 * The only way from one state of an account to the next: by a ledger entry, live and in replay alike.
 *
 * <p>An entry never fails here. What it may do was decided before; an entry that cannot be applied is a broken ledger
 * and throws.
 */
public final class EntryApplier {

    private final AccountDraft draft;

    public EntryApplier(AccountDraft draft) {
        this.draft = draft;
    }

    public void apply(LedgerEntry entry) {
        addNewBlock(entry);
        switch (entry.type()) {
            case GRANT, PURCHASE, ROLLOVER, TRANSFER_OUT, TRANSFER_IN -> moveBlocks(entry);
            case ACTIVATE -> {
                draft.schedule().remove(Blocks.activationOf(terms(onlyBlock(entry))));
                moveBlocks(entry);
            }
            case USAGE -> {
                moveBlocks(entry);
                countUnits(entry, 1);
                draft.cappedUsages().countUse(entry);
            }
            case RESERVE -> {
                moveBlocks(entry);
                Reservation made = Reservation.madeBy(entry);
                draft.reservations().add(made);
                draft.cappedUsages().countHold(made);
            }
            case COMMIT -> {
                endReservation(entry, ReservationEnd.COMMITTED);
                countUnits(entry, 1);
                draft.cappedUsages().countUse(entry);
            }
            case RELEASE -> endReservation(entry, ReservationEnd.RELEASED);
            case RESERVE_EXPIRED -> endReservation(entry, ReservationEnd.EXPIRED);
            case ADJUST -> {
                moveBlocks(entry);
                if (entry.delta() <= 0) {
                    clawBack(entry, SoldBlock::clawingBack);
                }
            }
            case EXPIRE -> expire(entry);
            case VOID -> takeBack(entry);
            case REFUND -> {
                revive(entry);
                moveBlocks(entry);
                clawBack(entry, SoldBlock::clawedBackBefore);
                countUnits(entry, -1);
                draft.cappedUsages().countRefund(entry);
                entry.reservation().ifPresent(draft.reservations()::refund);
            }
        }
        putFigures(entry);
    }

    private void moveBlocks(LedgerEntry entry) {
        Optional<PeriodCredits> watched = draft.figures().watch().grantsLeft().isPresent()
                ? draft.periodCredits()
                : Optional.empty();
        BlockEffects.of(entry, ordinal -> openReservation(ordinal).heldAllocations())
                .forEach((ordinal, effect) -> move(terms(ordinal), effect, watched));
    }

    private void addNewBlock(LedgerEntry entry) {
        entry.context().newBlock().ifPresent(block -> {
            draft.blocks().add(block);
            if (block.effectiveAt().isAfter(entry.occurredAt())) {
                draft.schedule().add(Blocks.activationOf(block));
            }
        });
    }

    /** Blocks of which nothing was left are unspent again; one that the entry itself makes was counted with that. */
    private void revive(LedgerEntry entry) {
        for (Allocation share : entry.allocations()) {
            if (share.block().isPresent() && !isNew(share.block().getAsLong(), entry)
                    && draft.blockBalance(terms(share.block().getAsLong()).burnOrder()).isEmpty()) {
                countUnspent(1);
            }
        }
    }

    private static boolean isNew(long ordinal, LedgerEntry entry) {
        return entry.context().newBlock().filter(block -> block.ordinal() == ordinal).isPresent();
    }

    /** The hold's credits are free again, less what was charged or pays back overage. */
    private void endReservation(LedgerEntry entry, ReservationEnd end) {
        moveBlocks(entry);
        Reservation ended = openReservation(entry.reservation().orElseThrow());
        draft.reservations().end(ended, end);
        draft.cappedUsages().countEndOfHold(ended);
    }

    private Reservation openReservation(long ordinal) {
        return draft.reservation(ordinal)
                .orElseThrow(() -> new IllegalStateException("no hold " + ordinal + " of " + draft.key()));
    }

    /**
     * Changes what is left in a block and what holds keep of it. A block with free credits that ends has an expiry to
     * come; one that holds keep whole has none, since what they give back later is booked then.
     *
     * @param watched the period of whose grants an alert wants to know what is left
     */
    private void move(BlockTerms block, BlockEffect effect, Optional<PeriodCredits> watched) {
        Optional<BlockBalance> before = draft.blockBalance(block.burnOrder());
        BlockBalance old = before.orElse(BlockBalance.EMPTY);
        var after = new BlockBalance(Math.addExact(old.remaining(), effect.remaining()),
                Math.addExact(old.reserved(), effect.reserved()));
        draft.blocks().replaceBalance(block.burnOrder(), before, after);
        Blocks.expiryOf(block).ifPresent(expiry -> {
            if (after.free() > 0 && old.free() == 0) {
                draft.schedule().add(expiry);
            } else if (after.free() == 0 && old.free() > 0) {
                draft.schedule().remove(expiry);
            }
        });
        if (after.remaining() == 0) {
            if (before.isEmpty() && block.effectiveAt().isAfter(draft.figures().now())) {
                draft.schedule().remove(Blocks.activationOf(block));
            }
            countUnspent(-1);
        }
        if (watched.isPresent() && block.ordinal() >= watched.get().firstBlock()
                && block.source() == BlockSource.PLAN) {
            draft.put(draft.figures().withGrantsLeft(Math.addExact(
                    draft.figures().watch().grantsLeft().orElseThrow(), after.free() - old.free())));
        }
    }

    private void expire(LedgerEntry entry) {
        BlockTerms block = terms(onlyBlock(entry));
        long amount = entry.allocations().getFirst().amount();
        if (block.sold()) {
            noteSale(block.ordinal(), sold -> sold.lapsing(amount));
        }
        moveBlocks(entry);
    }

    /** A block of which nothing is left can be voided, so that a refund brings nothing back; nothing is taken from it. */
    private void takeBack(LedgerEntry entry) {
        long amount = entry.allocations().getFirst().amount();
        boolean whole = !entry.context().blockStays();
        BlockTerms block = terms(onlyBlock(entry));
        boolean scheduled = whole && block.effectiveAt().isAfter(entry.occurredAt());
        if (scheduled || draft.blockBalance(block.burnOrder()).isPresent()) {
            noteSale(block.ordinal(), sold -> sold.takingBack(scheduled ? block.originalAmount() : amount));
            moveBlocks(entry);
        }
        if (whole) {
            voidBlock(block.ordinal());
        }
    }

    private void noteSale(long ordinal, UnaryOperator<SoldBlock> change) {
        draft.soldBlock(ordinal).ifPresent(sold -> draft.put(AccountRows.SOLD_BLOCKS, ordinal, change.apply(sold)));
    }

    private void clawBack(LedgerEntry entry, BiFunction<SoldBlock, Long, SoldBlock> change) {
        for (Allocation share : entry.context().clawedBack()) {
            noteSale(share.block().orElseThrow(), sold -> change.apply(sold, share.amount()));
        }
    }

    private void voidBlock(long ordinal) {
        if (!draft.voided(ordinal)) {
            draft.blocks().markVoided(ordinal);
        }
    }

    private BlockTerms terms(long ordinal) {
        return draft.terms(ordinal)
                .orElseThrow(() -> new IllegalStateException("no block " + ordinal + " of " + draft.key()));
    }

    private static long onlyBlock(LedgerEntry entry) {
        return entry.allocations().getFirst().block().orElseThrow();
    }

    private void countUnits(LedgerEntry entry, int sign) {
        entry.usage().ifPresent(usage -> entry.context().usageTimestamp().ifPresent(timestamp -> {
            TierPeriod month = TierPeriod.of(timestamp);
            for (PricedLine line : usage.lines()) {
                count(new TierCounter(line.metricKey(), month), sign * line.units());
                entry.context().subscriptionPeriod().ifPresent(
                        period -> count(new TierCounter(line.metricKey(), period), sign * line.units()));
            }
            for (CountedValues counted : entry.context().countedValues()) {
                count(counted, month, sign);
                entry.context().subscriptionPeriod().ifPresent(period -> count(counted, period, sign));
            }
        }));
    }

    /** Of values that there is no counter of yet, it counts that there is one more. */
    private void count(CountedValues counted, TierPeriod period, int sign) {
        var counter = new TierCounter(counted.metricKey(), period, counted.values());
        if (draft.get(AccountRows.TIER_UNITS, counter).isEmpty()) {
            count(TierCounter.numberOfValues(counted.metricKey(), period), 1);
        }
        count(counter, sign * counted.units());
    }

    private void count(TierCounter counter, long units) {
        draft.put(AccountRows.TIER_UNITS, counter, Math.addExact(draft.tierUnits(counter), units));
    }

    private void countUnspent(int more) {
        draft.put(draft.figures().withUnspentBlocks(draft.figures().unspentBlocks() + more));
    }

    private void putFigures(LedgerEntry entry) {
        // What fell due is booked at its own instant, while the decision that books it is already later than that.
        Account before = draft.figures().reached(entry.occurredAt());
        long consumed = entry.after().lifetimeConsumed() - before.lifetimeConsumed();
        draft.put(before.with(new Account.Head(entry.sequence(), entry.hash()), entry.after(),
                before.spending().plus(entry.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate(), consumed)));
    }
}
