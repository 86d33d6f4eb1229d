package io.quotastack.core.account;

import java.time.ZoneOffset;
import java.util.function.LongFunction;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.TierPeriod;

/**
 * The only way from one state of an account to the next: by a ledger entry, live and in replay alike.
 *
 * <p>An entry never fails here. What it may do was decided before; an entry that cannot be applied is a broken ledger
 * and throws.
 */
public final class EntryApplier {

    private final AccountDraft draft;
    private final LongFunction<BlockTerms> formerTerms;

    /** @param formerTerms the terms of blocks that are gone, by ordinal; a refund may bring one of them back */
    public EntryApplier(AccountDraft draft, LongFunction<BlockTerms> formerTerms) {
        this.draft = draft;
        this.formerTerms = formerTerms;
    }

    public void apply(LedgerEntry entry) {
        switch (entry.type()) {
            case GRANT -> {
                addNewBlock(entry);
                fillBlocks(entry);
            }
            case ACTIVATE -> {
                BlockTerms block = liveTerms(onlyBlock(entry));
                draft.removeDue(new Due(block.effectiveAt(), Due.Kind.ACTIVATION, block.ordinal()));
                fillBlocks(entry);
            }
            case USAGE -> {
                drainBlocks(entry);
                countUnits(entry, 1);
            }
            case ADJUST -> {
                addNewBlock(entry);
                if (entry.delta() > 0) {
                    fillBlocks(entry);
                } else {
                    drainBlocks(entry);
                }
            }
            case EXPIRE -> drainBlocks(entry);
            case VOID -> {
                drainBlocks(entry);
                voidBlock(onlyBlock(entry));
            }
            case REFUND -> {
                addNewBlock(entry);
                fillBlocks(entry);
                countUnits(entry, -1);
            }
        }
        putFigures(entry);
    }

    private void addNewBlock(LedgerEntry entry) {
        entry.context().newBlock().ifPresent(block -> {
            draft.putTerms(block);
            draft.put(draft.figures().withNewBlock(block.ordinal()));
            if (block.effectiveAt().isAfter(entry.occurredAt())) {
                addDue(new Due(block.effectiveAt(), Due.Kind.ACTIVATION, block.ordinal()));
            }
        });
    }

    /** Credits into blocks; the repaid share of each goes to overage instead. */
    private void fillBlocks(LedgerEntry entry) {
        for (Allocation share : entry.allocations()) {
            if (share.block().isEmpty() || entry.delta() == 0) {
                continue;
            }
            long ordinal = share.block().getAsLong();
            fill(ordinal, share.amount() - repaidFrom(entry, ordinal));
        }
    }

    private static long repaidFrom(LedgerEntry entry, long ordinal) {
        long repaid = 0;
        for (Allocation share : entry.repaid()) {
            if (share.block().isPresent() && share.block().getAsLong() == ordinal) {
                repaid += share.amount();
            }
        }
        return repaid;
    }

    private void fill(long ordinal, long amount) {
        BlockTerms block = draft.terms(ordinal).orElseGet(() -> revived(ordinal));
        if (amount == 0) {
            if (draft.tank(block.burnOrder()).isEmpty()) {
                forget(block);
            }
            return;
        }
        Tank tank = draft.tank(block.burnOrder()).orElse(new Tank(0, 0));
        draft.putTank(block.burnOrder(), new Tank(Math.addExact(tank.remaining(), amount), tank.reserved()));
        block.expiresAt().ifPresent(at -> addDue(new Due(at, Due.Kind.EXPIRY, ordinal)));
    }

    private BlockTerms revived(long ordinal) {
        BlockTerms block = formerTerms.apply(ordinal);
        draft.putTerms(block);
        countUnspent(1);
        return block;
    }

    private void drainBlocks(LedgerEntry entry) {
        for (Allocation share : entry.allocations()) {
            if (share.block().isPresent()) {
                drain(liveTerms(share.block().getAsLong()), share.amount());
            }
        }
    }

    private void drain(BlockTerms block, long amount) {
        draft.tank(block.burnOrder()).ifPresentOrElse(tank -> {
            var left = new Tank(tank.remaining() - amount, tank.reserved());
            if (left.remaining() > 0) {
                draft.putTank(block.burnOrder(), left);
                return;
            }
            draft.removeTank(block.burnOrder());
            block.expiresAt().ifPresent(at -> draft.removeDue(new Due(at, Due.Kind.EXPIRY, block.ordinal())));
            forget(block);
        }, () -> {
            draft.removeDue(new Due(block.effectiveAt(), Due.Kind.ACTIVATION, block.ordinal()));
            forget(block);
        });
    }

    /** Nothing is left of the block: only history knows it from here on. */
    private void forget(BlockTerms block) {
        draft.removeTerms(block.ordinal());
        countUnspent(-1);
    }

    private void voidBlock(long ordinal) {
        if (!draft.voided(ordinal)) {
            draft.addVoided(ordinal);
        }
    }

    private BlockTerms liveTerms(long ordinal) {
        return draft.terms(ordinal)
                .orElseThrow(() -> new IllegalStateException("no live block " + ordinal + " of " + draft.key()));
    }

    private static long onlyBlock(LedgerEntry entry) {
        return entry.allocations().getFirst().block().orElseThrow();
    }

    private void countUnits(LedgerEntry entry, int sign) {
        entry.usage().ifPresent(usage -> entry.context().usageTimestamp().ifPresent(timestamp -> {
            var counter = new TierCounter(usage.metricKey(), TierPeriod.of(timestamp));
            draft.putTierUnits(counter, Math.addExact(draft.tierUnits(counter), sign * usage.units()));
        }));
    }

    private void addDue(Due due) {
        draft.addDue(due);
        Account figures = draft.figures();
        if (due.at().isBefore(figures.nextDue())) {
            draft.put(figures.withNextDue(due.at()));
        }
    }

    private void countUnspent(int more) {
        draft.put(draft.figures().withUnspentBlocks(draft.figures().unspentBlocks() + more));
    }

    private void putFigures(LedgerEntry entry) {
        // What fell due is booked at its own instant, while the decision that books it is already later than that.
        Account f = draft.figures().at(entry.occurredAt());
        long consumed = entry.context().lifetimeConsumedAfter() - f.lifetimeConsumed();
        var day = entry.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate();
        draft.put(new Account(entry.sequence(), entry.hash(), entry.balanceAfter(), entry.reservedAfter(),
                entry.context().overageAfter(), entry.context().lifetimeEarnedAfter(),
                entry.context().lifetimeConsumedAfter(), f.now(), f.nextDue(), f.blocksMade(),
                f.unspentBlocks(), f.eventsTold(), f.today().plus(day.toEpochDay(), consumed),
                f.thisMonth().plus(day.withDayOfMonth(1).toEpochDay(), consumed)));
    }
}
