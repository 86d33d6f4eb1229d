package io.quotastack.core.decide.wallet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.command.Command.AdjustCredits;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.command.Command.VoidBlock;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.charge.Affordability;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Credits that a tenant grants, adjusts and takes back (CONTRACT 3). */
public final class CreditDecider {

    private CreditDecider() {}

    public static Result grant(DecisionContext context, GrantCredits command) {
        Optional<Problem> refusal = NewBlock.refusalOf(context, List.of(command));
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        return written(context, List.of(NewBlock.grant(context, command)), true);
    }

    public static Result adjust(DecisionContext context, AdjustCredits command) {
        return command.credits() > 0 ? adjustUp(context, command) : adjustDown(context, command);
    }

    private static Result adjustUp(DecisionContext context, AdjustCredits command) {
        Optional<Problem> refusal = NewBlock.refusalByLimits(context.figures(), 1, command.credits());
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BlockTerms block = freeBlock(context, command.credits(), command.reason());
        LedgerEntry entry = EntryBooker.ofCommand(context).bookAndEmit(
                NewBlock.entryDraft(context, EntryType.ADJUST, block).metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(context, List.of(entry), true);
    }

    private static Result adjustDown(DecisionContext context, AdjustCredits command) {
        if (command.credits() == Long.MIN_VALUE) {
            return Result.overflow("the amount");
        }
        long amount = -command.credits();
        Optional<Problem> refusal = Affordability.of(context).refusalByBalance(amount);
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BurnDown burnDown = BurnDown.of(context.draft(), amount);
        LedgerEntry entry = EntryBooker.ofCommand(context).bookAndEmit(
                EntryDraft.of(EntryType.ADJUST, -amount, burnDown.allocations()).overage(burnDown.toOverage())
                        .consumed(amount).metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(context, List.of(entry), true);
    }

    public static Result voidBlock(DecisionContext context, VoidBlock command) {
        long ordinal = command.blockOrdinal();
        Optional<BlockTerms> made = context.draft().terms(ordinal);
        if (made.isEmpty()) {
            return Result.refused(Problem.notFound("block", "the customer has no such block"));
        }
        BlockTerms block = made.get();
        Optional<BlockBalance> blockBalance = context.draft().blockBalance(block.burnOrder());
        boolean unspent = blockBalance.isPresent() || block.effectiveAt().isAfter(context.now());
        // Holds may keep credits of a block that has ended already.
        if (!unspent || context.draft().voided(ordinal) || block.expiredAt(context.now())) {
            return notActive(context, block);
        }
        long free = blockBalance.map(BlockBalance::free).orElse(0L);
        LedgerEntry entry = EntryBooker.ofCommand(context).bookAndEmit(
                EntryDraft.of(EntryType.VOID, -free, List.of(Allocation.ofBlock(ordinal, free)))
                        .metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(context, List.of(entry), false);
    }

    private static Result notActive(DecisionContext context, BlockTerms terms) {
        BlockStatus status = BlockStatus.of(terms, 0, context.draft().voided(terms.ordinal()), context.now());
        return Result.refused(Problem.of(ProblemType.BLOCK_NOT_ACTIVE, "the block is " + status.text())
                .with("block_status", status.text()));
    }

    static Result written(DecisionContext context, List<LedgerEntry> entries, boolean booked) {
        return Result.of(new Outcome.CreditsWritten(entries,
                entries.stream().flatMap(entry -> entry.context().newBlock().stream()).toList(), context.figures(),
                booked));
    }

    /** A free block that never expires. */
    static BlockTerms freeBlock(DecisionContext context, long credits, String reason) {
        return new BlockTerms(context.nextBlockOrdinal(), BlockSource.ADJUSTMENT, credits, 0, context.now(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason), Map.of(), context.now());
    }

    public static Map<String, String> reasonOf(String reason) {
        return Map.of("reason", reason);
    }
}
