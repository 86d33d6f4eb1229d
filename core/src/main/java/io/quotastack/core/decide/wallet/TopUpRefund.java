package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.command.Command.RefundTopUp;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Credits whose money went back: a refund, a chargeback (CONTRACT 8). Each block that was sold remembers what was taken
 * back and clawed back of it ({@link SoldBlock}), so that all calls together never take more than was paid for.
 *
 * <p>Who refunds the whole payment voids its blocks: what holds or refunds of usage give back to them later is gone again
 * at once. Who refunds a part leaves them alive, for the rest is still paid. What was spent and clawed back is a debt like
 * any overage, and a later refund of the usage treats it as such ({@link #asOverage}).
 */
public final class TopUpRefund {

    private final DecisionContext context;
    private final RefundTopUp command;
    private final List<Part> parts;

    /** What becomes of one block. */
    private record Part(
            BlockTerms block,
            SoldBlock sold,
            BlockBalance blockBalance,
            boolean scheduled,
            long take,
            long claw,
            boolean voids) {

        long spent() {
            return sold.spent(left());
        }

        /** What is left in it; of one that takes effect later, all. */
        private long left() {
            return scheduled ? sold.originalAmount() : blockBalance.remaining();
        }

        Part taking(long amount, boolean whole) {
            return new Part(block, sold, blockBalance, scheduled, amount, claw, whole);
        }

        Part clawing(long amount) {
            return new Part(block, sold, blockBalance, scheduled, take, amount, voids);
        }
    }

    private TopUpRefund(DecisionContext context, RefundTopUp command, List<Part> parts) {
        this.context = context;
        this.command = command;
        this.parts = parts;
    }

    public static Result decide(DecisionContext context, RefundTopUp command) {
        return switch (command.what()) {
            case SoldAs.Payment(String id) -> context.draft().payment(id)
                    .map(payment -> ofPayment(context, command, payment)).orElseGet(() -> Result.refused(
                            Problem.notFound("payment", "nothing was granted for a payment of this id")));
            case SoldAs.Block(long ordinal) when context.draft().soldBlock(ordinal).isPresent() -> of(context, command,
                    List.of(ordinal));
            case SoldAs.Block(long ordinal) -> Result.refused(
                    ordinal >= 1 && ordinal <= context.figures().blocksMade()
                            ? Problem.notFound("payment", "no payment is behind this block")
                            : Problem.notFound("block", "the customer has no such block"));
        };
    }

    private static Result ofPayment(DecisionContext context, RefundTopUp command, BookedPayment payment) {
        return payment.blocks().isEmpty()
                ? Result.refused(ProblemType.PAYMENT_CONFLICT,
                        "external_payment_id paid for a subscription; cancel that, or void its blocks")
                : of(context, command, payment.blocks());
    }

    private static Result of(DecisionContext context, RefundTopUp command, List<Long> blocks) {
        List<Part> found = blocks.stream().map(ordinal -> found(context, ordinal)).toList();
        boolean whole = command.credits()
                .filter(most -> most < found.stream().mapToLong(part -> part.sold().notGivenBack()).sum()).isEmpty();
        if (!whole && found.stream().anyMatch(Part::scheduled)) {
            return Result.refused(Problem
                    .of(ProblemType.BLOCK_NOT_ACTIVE, "a block that takes effect later is taken back as a whole only")
                    .with("block_status", BlockStatus.SCHEDULED.text()));
        }
        List<Part> planned = plan(context, found, whole, command);
        long debt = planned.stream().mapToLong(Part::claw).sum();
        long taken = planned.stream().mapToLong(Part::take).sum();
        // What is there can always be taken, and both together were earned; but a debt comes on top of other overage.
        if (debt > 0 && taken + debt > Amounts.mostDebit(context.figures())) {
            return Result.overflow("the balance");
        }
        return new TopUpRefund(context, command, planned).book();
    }

    private static Part found(DecisionContext context, long ordinal) {
        BlockTerms block = context.terms(ordinal);
        SoldBlock sold = context.draft().soldBlock(ordinal)
                .orElseThrow(() -> new IllegalStateException("block " + ordinal + " was not sold"));
        BlockBalance blockBalance = context.draft().blockBalance(block.burnOrder()).orElse(BlockBalance.EMPTY);
        boolean scheduled = block.effectiveAt().isAfter(context.now()) && !context.draft().voided(ordinal);
        return new Part(block, sold, blockBalance, scheduled, 0, 0, false);
    }

    /** First what is there is taken, block by block in the order they were granted in; then what was spent is clawed back. */
    private static List<Part> plan(DecisionContext context, List<Part> found, boolean whole, RefundTopUp command) {
        long most = whole ? Long.MAX_VALUE : command.credits().orElseThrow();
        List<Part> taken = new ArrayList<>();
        for (Part part : found) {
            // What has expired is no longer there to be taken, and nothing that comes back to it stays.
            boolean ended = part.block().expiredAt(context.now())
                    || context.draft().voided(part.block().ordinal());
            long there = ended ? 0 : part.scheduled() ? part.sold().originalAmount() : part.blockBalance().free();
            long take = Math.min(most, there);
            most -= take;
            taken.add(part.taking(take, whole && !ended));
        }
        if (!command.clawBack()) {
            return taken;
        }
        List<Part> clawed = new ArrayList<>();
        for (Part part : taken) {
            long claw = Math.min(most, part.spent() - part.sold().clawedBack());
            most -= claw;
            clawed.add(part.clawing(claw));
        }
        return clawed;
    }

    private Result book() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (Part part : parts) {
            if (part.voids() || part.take() > 0) {
                entries.add(takeBack(part));
            }
        }
        long clawedBack = sum(Part::claw);
        if (clawedBack > 0) {
            entries.add(clawBack(clawedBack));
        }
        if (entries.isEmpty()) {
            // There was nothing to take, and the ledger says that it was asked for.
            entries.add(takeBack(parts.getFirst()));
        }
        return Result.of(new Outcome.TopUpRefunded(entries, sum(Part::take), sum(Part::spent),
                sum(part -> part.blockBalance().reserved()), clawedBack));
    }

    private interface Amount {
        long of(Part part);
    }

    private long sum(Amount amount) {
        return parts.stream().mapToLong(amount::of).sum();
    }

    private LedgerEntry takeBack(Part part) {
        long fromBalance = part.scheduled() ? 0 : part.take();
        EntryDraft entryDraft = EntryDraft
                .of(EntryType.VOID, -fromBalance, List.of(Allocation.ofBlock(part.block().ordinal(), fromBalance)))
                .metadata(CreditDecider.reasonOf(command.reason()));
        return EntryBooker.ofCommand(context).bookAndEmit(part.voids() ? entryDraft : entryDraft.leavingTheBlock(),
                CustomerEvent.Type.CREDIT_ADJUSTED);
    }

    /** A debit that asks no policy and is no consumption: what else the customer has pays, the rest is overage. */
    private LedgerEntry clawBack(long amount) {
        BurnDown burnDown = BurnDown.of(context.draft(), amount);
        return EntryBooker.ofCommand(context).bookAndEmit(
                EntryDraft.of(EntryType.ADJUST, -amount, burnDown.allocations()).overage(burnDown.toOverage())
                        .clawingBack(parts.stream().filter(part -> part.claw() > 0)
                                .map(part -> Allocation.ofBlock(part.block().ordinal(), part.claw())).toList())
                        .payment(parts.getFirst().block().externalPaymentId())
                        .metadata(CreditDecider.reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
    }

    /**
     * What a refund of usage gives back, where part of it was clawed back meanwhile: that part was made overage, so it is
     * given back as overage is.
     *
     * @param shares what the blocks and the overage were charged
     * @param clawedBack of {@code shares}: by block, what was clawed back
     */
    record GivenBack(List<Allocation> shares, List<Allocation> clawedBack) {}

    static GivenBack asOverage(DecisionContext context, List<Allocation> charged) {
        List<Allocation> shares = new ArrayList<>();
        List<Allocation> clawedBack = new ArrayList<>();
        for (Allocation share : charged) {
            long owed = share.block().isEmpty()
                    ? 0
                    : context.draft().soldBlock(share.block().getAsLong()).map(SoldBlock::clawedBack).orElse(0L);
            long asOverage = Math.min(owed, share.amount());
            if (asOverage < share.amount() || asOverage == 0) {
                shares.add(new Allocation(share.block(), share.amount() - asOverage));
            }
            if (asOverage > 0) {
                shares.add(Allocation.ofOverage(asOverage));
                clawedBack.add(new Allocation(share.block(), asOverage));
            }
        }
        return new GivenBack(shares, clawedBack);
    }
}
