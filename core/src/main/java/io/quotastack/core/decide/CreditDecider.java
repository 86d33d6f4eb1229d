package io.quotastack.core.decide;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.command.Command.AdjustCredits;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.command.Command.VoidBlock;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Credits that a tenant grants, adjusts and takes back (CONTRACT 3). */
final class CreditDecider {

    private CreditDecider() {}

    static Result grant(Booking booking, GrantCredits command) {
        Optional<Problem> refusal = NewBlock.refusalOf(booking, List.of(command));
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        return written(booking, List.of(NewBlock.grant(booking, command)), true);
    }

    static Result adjust(Booking booking, AdjustCredits command) {
        return command.credits() > 0 ? adjustUp(booking, command) : adjustDown(booking, command);
    }

    private static Result adjustUp(Booking booking, AdjustCredits command) {
        Optional<Problem> refusal = NewBlock.refusalByLimits(booking.figures(), 1, command.credits());
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BlockTerms block = freeBlock(booking, command.credits(), command.reason());
        LedgerEntry entry = Moment.ofCommand(booking).bookAndTell(
                NewBlock.posting(booking, EntryType.ADJUST, block).metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(booking, List.of(entry), true);
    }

    private static Result adjustDown(Booking booking, AdjustCredits command) {
        if (command.credits() == Long.MIN_VALUE) {
            return Result.overflow("the amount");
        }
        long amount = -command.credits();
        Optional<Problem> refusal = Affordability.of(booking).refusalByBalance(amount);
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BurnDown burnDown = BurnDown.of(booking.draft(), amount);
        LedgerEntry entry = Moment.ofCommand(booking).bookAndTell(
                Posting.of(EntryType.ADJUST, -amount, burnDown.allocations()).overage(burnDown.toOverage())
                        .consumed(amount).metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(booking, List.of(entry), true);
    }

    static Result voidBlock(Booking booking, VoidBlock command) {
        long ordinal = command.blockOrdinal();
        Optional<BlockTerms> made = booking.draft().terms(ordinal);
        if (made.isEmpty()) {
            return Result.refused(Problem.notFound("block", "the customer has no such block"));
        }
        BlockTerms block = made.get();
        Optional<Tank> tank = booking.draft().tank(block.burnOrder());
        boolean unspent = tank.isPresent() || block.effectiveAt().isAfter(booking.now());
        // Holds may keep credits of a block that has ended already.
        if (!unspent || booking.draft().voided(ordinal) || block.expiredAt(booking.now())) {
            return notActive(booking, block);
        }
        long free = tank.map(Tank::free).orElse(0L);
        LedgerEntry entry = Moment.ofCommand(booking).bookAndTell(
                Posting.of(EntryType.VOID, -free, List.of(Allocation.ofBlock(ordinal, free)))
                        .metadata(reasonOf(command.reason())),
                CustomerEvent.Type.CREDIT_ADJUSTED);
        return written(booking, List.of(entry), false);
    }

    private static Result notActive(Booking booking, BlockTerms terms) {
        BlockStatus status = BlockStatus.of(terms, 0, booking.draft().voided(terms.ordinal()), booking.now());
        return Result.refused(Problem.of(ProblemType.BLOCK_NOT_ACTIVE, "the block is " + status.text())
                .with("block_status", status.text()));
    }

    static Result written(Booking booking, List<LedgerEntry> entries, boolean booked) {
        return Result.of(new Outcome.CreditsWritten(entries,
                entries.stream().flatMap(entry -> entry.context().newBlock().stream()).toList(), booking.figures(),
                booked));
    }

    /** A free block that never expires. */
    static BlockTerms freeBlock(Booking booking, long credits, String reason) {
        return new BlockTerms(booking.nextBlockOrdinal(), BlockSource.ADJUSTMENT, credits, 0, booking.now(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason), Map.of(), booking.now());
    }

    static Map<String, String> reasonOf(String reason) {
        return Map.of("reason", reason);
    }
}
