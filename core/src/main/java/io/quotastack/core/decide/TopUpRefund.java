package io.quotastack.core.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.command.Command.RefundTopUp;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
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
final class TopUpRefund {

    private final Booking booking;
    private final RefundTopUp command;
    private final List<Part> parts;

    /** What becomes of one block. */
    private record Part(BlockTerms block, SoldBlock sold, Tank tank, boolean scheduled, long take, long claw,
            boolean voids) {

        long spent() {
            return sold.spent(left());
        }

        /** What is left in it; of one that takes effect later, all. */
        private long left() {
            return scheduled ? sold.originalAmount() : tank.remaining();
        }

        Part taking(long amount, boolean whole) {
            return new Part(block, sold, tank, scheduled, amount, claw, whole);
        }

        Part clawing(long amount) {
            return new Part(block, sold, tank, scheduled, take, amount, voids);
        }
    }

    private TopUpRefund(Booking booking, RefundTopUp command, List<Part> parts) {
        this.booking = booking;
        this.command = command;
        this.parts = parts;
    }

    static Result decide(Booking booking, RefundTopUp command) {
        return switch (command.what()) {
            case SoldAs.Payment(String id) -> booking.draft().payment(id)
                    .map(payment -> ofPayment(booking, command, payment)).orElseGet(() -> Result.refused(
                            Problem.notFound("payment", "nothing was granted for a payment of this id")));
            case SoldAs.Block(long ordinal) when booking.draft().soldBlock(ordinal).isPresent() -> of(booking, command,
                    List.of(ordinal));
            case SoldAs.Block(long ordinal) -> Result.refused(
                    ordinal >= 1 && ordinal <= booking.figures().blocksMade()
                            ? Problem.notFound("payment", "no payment is behind this block")
                            : Problem.notFound("block", "the customer has no such block"));
        };
    }

    private static Result ofPayment(Booking booking, RefundTopUp command, BookedPayment payment) {
        return payment.blocks().isEmpty()
                ? Result.refused(ProblemType.PAYMENT_CONFLICT,
                        "external_payment_id paid for a subscription; cancel that, or void its blocks")
                : of(booking, command, payment.blocks());
    }

    private static Result of(Booking booking, RefundTopUp command, List<Long> blocks) {
        List<Part> found = blocks.stream().map(ordinal -> found(booking, ordinal)).toList();
        boolean whole = command.credits()
                .filter(most -> most < found.stream().mapToLong(part -> part.sold().notGivenBack()).sum()).isEmpty();
        if (!whole && found.stream().anyMatch(Part::scheduled)) {
            return Result.refused(Problem
                    .of(ProblemType.BLOCK_NOT_ACTIVE, "a block that takes effect later is taken back as a whole only")
                    .with("block_status", BlockStatus.SCHEDULED.text()));
        }
        List<Part> planned = plan(booking, found, whole, command);
        long debt = planned.stream().mapToLong(Part::claw).sum();
        long taken = planned.stream().mapToLong(Part::take).sum();
        // What is there can always be taken, and both together were earned; but a debt comes on top of other overage.
        if (debt > 0 && taken + debt > Amounts.mostDebit(booking.figures())) {
            return Result.overflow("the balance");
        }
        return new TopUpRefund(booking, command, planned).book();
    }

    private static Part found(Booking booking, long ordinal) {
        BlockTerms block = booking.terms(ordinal);
        SoldBlock sold = booking.draft().soldBlock(ordinal)
                .orElseThrow(() -> new IllegalStateException("block " + ordinal + " was not sold"));
        Tank tank = booking.draft().tank(block.burnOrder()).orElse(Tank.EMPTY);
        boolean scheduled = block.effectiveAt().isAfter(booking.now()) && !booking.draft().voided(ordinal);
        return new Part(block, sold, tank, scheduled, 0, 0, false);
    }

    /** First what is there is taken, block by block in the order they were granted in; then what was spent is clawed back. */
    private static List<Part> plan(Booking booking, List<Part> found, boolean whole, RefundTopUp command) {
        long most = whole ? Long.MAX_VALUE : command.credits().orElseThrow();
        List<Part> taken = new ArrayList<>();
        for (Part part : found) {
            // What has expired is no longer there to be taken, and nothing that comes back to it stays.
            boolean ended = part.block().expiredAt(booking.now())
                    || booking.draft().voided(part.block().ordinal());
            long there = ended ? 0 : part.scheduled() ? part.sold().originalAmount() : part.tank().free();
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
                sum(part -> part.tank().reserved()), clawedBack));
    }

    private interface Amount {
        long of(Part part);
    }

    private long sum(Amount amount) {
        return parts.stream().mapToLong(amount::of).sum();
    }

    private LedgerEntry takeBack(Part part) {
        long fromBalance = part.scheduled() ? 0 : part.take();
        Posting posting = Posting
                .of(EntryType.VOID, -fromBalance, List.of(Allocation.ofBlock(part.block().ordinal(), fromBalance)))
                .metadata(CreditDecider.reasonOf(command.reason()));
        return Moment.ofCommand(booking).bookAndTell(part.voids() ? posting : posting.leavingTheBlock(),
                CustomerEvent.Type.CREDIT_ADJUSTED);
    }

    /** A debit that asks no policy and is no consumption: what else the customer has pays, the rest is overage. */
    private LedgerEntry clawBack(long amount) {
        BurnDown burnDown = BurnDown.of(booking.draft(), amount);
        return Moment.ofCommand(booking).bookAndTell(
                Posting.of(EntryType.ADJUST, -amount, burnDown.allocations()).overage(burnDown.toOverage())
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

    static GivenBack asOverage(Booking booking, List<Allocation> charged) {
        List<Allocation> shares = new ArrayList<>();
        List<Allocation> clawedBack = new ArrayList<>();
        for (Allocation share : charged) {
            long owed = share.block().isEmpty()
                    ? 0
                    : booking.draft().soldBlock(share.block().getAsLong()).map(SoldBlock::clawedBack).orElse(0L);
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
