package io.quotastack.core.decide.wallet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.command.Command.Charge;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Gives back what an event or a reservation was charged: exactly that, to the blocks that it came from, never re-rated
 * (CONTRACT 4, 5).
 *
 * @param metadata of the entry
 * @param eventId of the usage event that was charged
 * @param reservation that was committed
 */
public record Refund(
        Charge charge,
        String reason,
        Map<String, String> metadata,
        Optional<String> eventId,
        OptionalLong reservation) {

    /**
     * How many unspent blocks refunds may leave a customer. New blocks end at half of it, so that what one charge took
     * can be given back beside them; without this bound charges and refunds in turn would make an entry of ever more
     * blocks, until none could be written.
     */
    public static final int MOST_UNSPENT_BLOCKS = 2 * NewBlock.MOST_UNSPENT_BLOCKS;

    public static Refund ofEvent(String eventId, Charge charge, String reason) {
        return new Refund(charge, reason, CreditDecider.reasonOf(reason), Optional.of(eventId), OptionalLong.empty());
    }

    public static Refund ofReservation(long ordinal, Charge charge, String reason) {
        return new Refund(charge, reason, CreditDecider.reasonOf(reason), Optional.empty(),
                OptionalLong.of(ordinal));
    }

    /** Of what was sent to another customer, who did not take it: it was never consumed. */
    static Refund ofTransfer(long sequence, List<Allocation> taken, String reason, Map<String, String> metadata) {
        return new Refund(new Charge(sequence, Optional.empty(), taken), reason, metadata, Optional.empty(),
                OptionalLong.empty());
    }

    /** Books it, or says why it cannot be. */
    public Result book(DecisionContext context) {
        TopUpRefund.GivenBack charged = TopUpRefund.asOverage(context, charge.allocations());
        long overageShare = charged.shares().stream().filter(share -> share.block().isEmpty())
                .mapToLong(Allocation::amount).sum();
        long lowered = Math.min(overageShare, context.figures().overage());
        long credit = overageShare - lowered;
        Optional<BlockTerms> freeBlock = credit == 0
                ? Optional.empty()
                : Optional.of(CreditDecider.freeBlock(context, credit, reason));
        EndedBlocks givenBack = EndedBlocks.among(charged.shares(), context, context.now());
        Optional<Problem> refusal = refusalByLimit(context, givenBack, freeBlock);
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        List<Allocation> toLive = new ArrayList<>(givenBack.toLive());
        freeBlock.ifPresent(block -> toLive.add(Allocation.ofBlock(block.ordinal(), credit)));
        EntryBooker booker = EntryBooker.ofCommand(context);
        List<LedgerEntry> entries = new ArrayList<>();
        entries.add(booker.bookAndEmit(entryDraft(context, givenBack, toLive, lowered).making(freeBlock)
                .clawingBack(charged.clawedBack()), CustomerEvent.Type.CREDIT_REFUNDED));
        entries.addAll(givenBack.takeAgain(booker));
        return CreditDecider.written(context, entries, false);
    }

    private static Optional<Problem> refusalByLimit(DecisionContext context, EndedBlocks givenBack,
            Optional<BlockTerms> freeBlock) {
        long more = freeBlock.stream().count() + givenBack.toLive().stream().filter(share -> context.draft()
                .blockBalance(context.terms(share.block().orElseThrow()).burnOrder()).isEmpty()).count();
        return context.figures().unspentBlocks() + more > MOST_UNSPENT_BLOCKS
                ? Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED,
                        "refunds leave a customer at most " + MOST_UNSPENT_BLOCKS + " unspent blocks"))
                : Optional.empty();
    }

    private EntryDraft entryDraft(DecisionContext context, EndedBlocks givenBack, List<Allocation> toLive,
            long lowered) {
        List<Allocation> all = new ArrayList<>(toLive);
        givenBack.toEnded().forEach(returned -> all.add(returned.share()));
        if (lowered > 0) {
            all.add(Allocation.ofOverage(lowered));
        }
        long amount = all.stream().mapToLong(Allocation::amount).sum();
        EntryDraft entryDraft = EntryDraft.of(EntryType.REFUND, amount, all).overage(-lowered)
                .consumed(ofConsumption() ? -amount : 0)
                .repaying(Repayment.from(context.figures().overage() - lowered, toLive))
                .metadata(metadata);
        charge.metered().ifPresent(metered -> entryDraft.metered(new UsageRef(eventId, metered.usage()),
                metered.timestamp(), metered.subscriptionPeriod(), metered.countedValues()));
        reservation.ifPresent(entryDraft::reservation);
        return entryDraft;
    }

    private boolean ofConsumption() {
        return eventId.isPresent() || reservation.isPresent();
    }
}
