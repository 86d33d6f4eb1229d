package io.quotastack.core.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.BlockEffects;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * What one entry adds to reports. Credits move as {@link BlockEffects} says; money is told by what is left in a block before
 * and after each movement.
 */
public final class CreditMovements {

    private final LedgerEntry entry;
    private final LongFunction<ReportedBlock> before;
    private final Map<Long, ReportedBlock> blocks = new LinkedHashMap<>();
    private final Map<CreditGroup, CreditSums> sums = new TreeMap<>();

    /**
     * A block between two movements.
     *
     * @param remaining in effect, millicredits
     * @param scheduled whether it takes effect later: then nothing of it remains in effect, and all of its price is deferred
     */
    public record ReportedBlock(BlockMoney money, long remaining, boolean scheduled) {

        private long deferred() {
            return scheduled ? money.pricePaid() : money.deferred(remaining);
        }

        private ReportedBlock moved(long amount) {
            return new ReportedBlock(money, Math.addExact(remaining, amount), false);
        }
    }

    /**
     * What an entry comes to.
     *
     * @param sums by group of credits
     * @param blocks that it touched as they are after it, by ordinal
     */
    public record Moved(Map<CreditGroup, CreditSums> sums, Map<Long, BlockMoney> blocks) {}

    private CreditMovements(LedgerEntry entry, LongFunction<ReportedBlock> before) {
        this.entry = entry;
        this.before = before;
    }

    /**
     * What the entry comes to.
     *
     * @param before a block of the customer before the entry, by ordinal; not asked for one that the entry makes
     */
    public static Moved of(LedgerEntry entry, LongFunction<ReportedBlock> before) {
        var movements = new CreditMovements(entry, before);
        entry.context().newBlock().ifPresent(movements::make);
        if (!BlockEffects.schedules(entry)) {
            entry.allocations().forEach(movements::move);
        }
        entry.repaid().forEach(movements::repay);
        if (entry.type() == EntryType.ADJUST) {
            entry.context().clawedBack().forEach(movements::reverse);
        }
        var after = new LinkedHashMap<Long, BlockMoney>();
        movements.blocks.forEach((ordinal, block) -> after.put(ordinal, block.money()));
        return new Moved(movements.sums, after);
    }

    /** Its price is deferred from now on, whether it is in effect already or not. */
    private void make(BlockTerms terms) {
        var block = new ReportedBlock(BlockMoney.of(terms), 0, true);
        blocks.put(terms.ordinal(), block);
        add(block.money().group(), entry.type() == EntryType.TRANSFER_IN
                ? CreditFigure.MONEY_TRANSFERRED_IN
                : CreditFigure.MONEY_ADDED, block.deferred());
    }

    private void move(Allocation share) {
        figure(share).ifPresent(figure -> {
            long amount = givesTransferBack() ? -share.amount() : share.amount();
            if (share.block().isPresent()) {
                move(share.block().getAsLong(), figure, amount);
            } else {
                add(CreditGroup.OVERAGE, figure, amount);
            }
        });
    }

    private void repay(Allocation share) {
        move(share.block().orElseThrow(), CreditFigure.REPAID, share.amount());
        add(CreditGroup.OVERAGE, CreditFigure.REPAID, -share.amount());
    }

    private void move(long ordinal, CreditFigure figure, long amount) {
        ReportedBlock old = block(ordinal);
        ReportedBlock moved = old.moved(figure.outstanding() * amount);
        blocks.put(ordinal, moved);
        CreditGroup group = old.money().group();
        add(group, figure, amount);
        add(group, earnedBy(figure), old.deferred() - moved.deferred());
    }

    /** What was spent is spent still, but the money for it went back. */
    private void reverse(Allocation share) {
        long ordinal = share.block().orElseThrow();
        ReportedBlock block = block(ordinal);
        add(block.money().group(), CreditFigure.MONEY_REVERSED, block.money().reversedBy(share.amount()));
        blocks.put(ordinal, new ReportedBlock(block.money().clawingBack(share.amount()), block.remaining(),
                block.scheduled()));
    }

    private ReportedBlock block(long ordinal) {
        return blocks.computeIfAbsent(ordinal, before::apply);
    }

    private void add(CreditGroup group, CreditFigure figure, long amount) {
        if (amount != 0) {
            sums.put(group, sums.getOrDefault(group, CreditSums.ZERO).plus(figure, amount));
        }
    }

    /** What was never spent is not given back as usage: the transfer did not come to be. */
    private boolean givesTransferBack() {
        return entry.type() == EntryType.REFUND && entry.usage().isEmpty() && entry.reservation().isEmpty();
    }

    /** Nothing where credits stay where they are. */
    private Optional<CreditFigure> figure(Allocation share) {
        return switch (entry.type()) {
            case GRANT, ACTIVATE -> Optional.of(CreditFigure.GRANTED);
            case REFUND -> Optional.of(givesTransferBack() ? CreditFigure.TRANSFERRED_OUT : CreditFigure.REFUNDED);
            case TRANSFER_IN -> Optional.of(CreditFigure.TRANSFERRED_IN);
            case TRANSFER_OUT -> Optional.of(CreditFigure.TRANSFERRED_OUT);
            case USAGE, COMMIT, PURCHASE -> Optional.of(CreditFigure.BURNED);
            case EXPIRE -> Optional.of(CreditFigure.EXPIRED);
            // Nothing taken of a block that stays leaves it as it was, one that takes effect later too.
            case VOID -> entry.context().blockStays() && share.amount() == 0
                    ? Optional.empty()
                    : Optional.of(CreditFigure.VOIDED);
            case ROLLOVER -> Optional.of(BlockEffects.intoNewBlock(entry, share)
                    ? CreditFigure.ROLLED_IN
                    : CreditFigure.ROLLED_OUT);
            case ADJUST -> Optional.of(entry.delta() > 0
                    ? CreditFigure.GRANTED
                    : entry.context().clawedBack().isEmpty() ? CreditFigure.BURNED : CreditFigure.CLAWED_BACK);
            case RESERVE, RELEASE, RESERVE_EXPIRED -> Optional.empty();
        };
    }

    /** As what the money counts that is not deferred any more; below 0 what is deferred again. */
    private static CreditFigure earnedBy(CreditFigure moved) {
        return switch (moved) {
            case EXPIRED -> CreditFigure.MONEY_RECOGNIZED_BREAKAGE;
            case VOIDED -> CreditFigure.MONEY_TAKEN_BACK;
            case TRANSFERRED_OUT -> CreditFigure.MONEY_TRANSFERRED_OUT;
            case GRANTED, REFUNDED, ROLLED_IN, TRANSFERRED_IN, BURNED, ROLLED_OUT, REPAID,
                    CLAWED_BACK -> CreditFigure.MONEY_RECOGNIZED_BURN;
            case MONEY_ADDED, MONEY_TRANSFERRED_IN, MONEY_TRANSFERRED_OUT, MONEY_RECOGNIZED_BURN,
                    MONEY_RECOGNIZED_BREAKAGE, MONEY_TAKEN_BACK,
                    MONEY_REVERSED -> throw new IllegalArgumentException("moves no credits: " + moved);
        };
    }
}
