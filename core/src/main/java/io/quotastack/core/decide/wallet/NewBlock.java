package io.quotastack.core.decide.wallet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/** Blocks that a command makes: whether they may be, and the entry that makes them (CONTRACT 3). */
public final class NewBlock {

    /** At most so many blocks of a customer are scheduled or have something left (CONTRACT 1). */
    public static final int MOST_UNSPENT_BLOCKS = 10_000;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private NewBlock() {}

    /** Why not all of these can be granted together, or nothing. */
    static Optional<Problem> refusalOf(DecisionContext context, List<GrantCredits> grants) {
        long earned = 0;
        for (GrantCredits grant : grants) {
            Optional<Problem> refusal = refusalByTime(context, grant);
            if (refusal.isPresent()) {
                return refusal;
            }
            if (Amounts.sumOverflows(earned, grant.credits())) {
                return Optional.of(tooMuchEarned());
            }
            earned += grant.credits();
        }
        return refusalByLimits(context.figures(), grants.size(), earned);
    }

    private static Optional<Problem> refusalByTime(DecisionContext context, GrantCredits grant) {
        Instant effectiveAt = effectiveAt(context, grant);
        if (outOfRange(effectiveAt, grant.expiry())) {
            return Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                    "effective_at and the expiry must lie before the year 10000"));
        }
        return expiresAt(grant.expiry(), effectiveAt).filter(at -> !at.isAfter(effectiveAt))
                .map(at -> Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                        "expires_at must lie after now and after effective_at"));
    }

    static Optional<Problem> refusalByLimits(Account account, int blocks, long credits) {
        if (account.unspentBlocks() + blocks > MOST_UNSPENT_BLOCKS) {
            return Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "a customer has at most " + MOST_UNSPENT_BLOCKS + " unspent blocks"));
        }
        // No balance can pass what was ever earned, so this one sum guards them all.
        return Amounts.sumOverflows(account.lifetimeEarned(), credits)
                ? Optional.of(tooMuchEarned())
                : Optional.empty();
    }

    private static Problem tooMuchEarned() {
        return Problem.of(ProblemType.AMOUNT_OVERFLOW, "lifetime_earned would leave the 64-bit range");
    }

    /** Books the grant and tells of it; that it may be was asked before. */
    static LedgerEntry grant(DecisionContext context, GrantCredits grant) {
        return grant(context, grant, Optional.empty());
    }

    /** Likewise, of a payment. */
    static LedgerEntry grant(DecisionContext context, GrantCredits grant, Optional<String> externalPaymentId) {
        Instant effectiveAt = effectiveAt(context, grant);
        var block = new BlockTerms(context.nextBlockOrdinal(), grant.source(), grant.credits(), grant.priority(),
                effectiveAt, expiresAt(grant.expiry(), effectiveAt), grant.pricePaid(), grant.currency(),
                grant.reason(), grant.metadata(), context.now(), externalPaymentId);
        return EntryBooker.ofCommand(context).bookAndEmit(
                entryDraft(context, EntryType.GRANT, block).metadata(grant.metadata()),
                CustomerEvent.Type.CREDIT_GRANTED);
    }

    /** The entry that makes a block; one that takes effect later is empty until then. */
    public static EntryDraft entryDraft(DecisionContext context, EntryType type, BlockTerms block) {
        boolean inEffect = !block.effectiveAt().isAfter(context.now());
        var filled = Allocation.ofBlock(block.ordinal(), inEffect ? block.originalAmount() : 0);
        return EntryDraft.of(type, filled.amount(), List.of(filled)).earned(block.originalAmount())
                .making(Optional.of(block)).repaying(Repayment.from(context.figures().overage(), List.of(filled)));
    }

    /** A block cannot have taken effect before it was booked. */
    private static Instant effectiveAt(DecisionContext context, GrantCredits grant) {
        return grant.effectiveAt().filter(at -> at.isAfter(context.now())).orElse(context.now());
    }

    /** Whether a block's times can be written: RFC 3339 knows years of four digits only (CONTRACT 1). */
    private static boolean outOfRange(Instant effectiveAt, Expiry expiry) {
        long mostSeconds = LATEST.getEpochSecond() - effectiveAt.getEpochSecond();
        return effectiveAt.isAfter(LATEST) || expiry.at().filter(at -> at.isAfter(LATEST)).isPresent()
                || expiry.afterSeconds().orElse(0) > mostSeconds;
    }

    private static Optional<Instant> expiresAt(Expiry expiry, Instant effectiveAt) {
        return expiry.at().or(() -> expiry.afterSeconds().isPresent()
                ? Optional.of(effectiveAt.plusSeconds(expiry.afterSeconds().getAsLong()))
                : Optional.empty());
    }
}
