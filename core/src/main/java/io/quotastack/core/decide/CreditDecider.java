package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.command.Command.AdjustCredits;
import io.quotastack.core.command.Command.Expiry;
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

/** Credits that a tenant grants, adjusts and takes back (CONTRACT 3 and, for payments, 8). */
final class CreditDecider {

    /** At most so many blocks of a customer are scheduled or have something left (CONTRACT 1). */
    static final int MOST_UNSPENT_BLOCKS = 10_000;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private CreditDecider() {}

    static Result grant(Booking booking, GrantCredits command) {
        Optional<BookedPayment> booked = command.externalPaymentId().flatMap(booking.draft()::payment);
        if (booked.isPresent()) {
            return booked.get().terms().equals(paymentTerms(command))
                    ? Result.of(new Outcome.GrantedBefore(booked.get().sequence()))
                    : Result.refused(ProblemType.PAYMENT_CONFLICT,
                            "external_payment_id granted other credits, or at another price");
        }
        // A block cannot have taken effect before it was booked.
        Instant effectiveAt = command.effectiveAt().filter(at -> at.isAfter(booking.now())).orElse(booking.now());
        if (outOfRange(effectiveAt, command.expiry())) {
            return Result.refused(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                    "effective_at and the expiry must lie before the year 10000");
        }
        Optional<Instant> expiresAt = expiresAt(command.expiry(), effectiveAt);
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(effectiveAt)) {
            return Result.refused(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                    "expires_at must lie after now and after effective_at");
        }
        Optional<Problem> refusal = refusalOfNewBlock(booking.figures(), command.credits());
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        var block = new BlockTerms(booking.nextBlockOrdinal(), command.source(), command.credits(), command.priority(),
                effectiveAt, expiresAt, command.pricePaid(), command.currency(), command.reason(), command.metadata(),
                booking.now());
        LedgerEntry entry = booking.book(newBlock(booking, EntryType.GRANT, block).metadata(command.metadata()));
        command.externalPaymentId().ifPresent(id -> booking.draft().putPayment(id,
                new BookedPayment(paymentTerms(command), entry.sequence())));
        booking.tell(CustomerEvent.Type.CREDIT_GRANTED, booking.now(), new CustomerEvent.EntryBooked(entry));
        return written(booking, List.of(entry), List.of(block), true);
    }

    static Result adjust(Booking booking, AdjustCredits command) {
        return command.credits() > 0 ? adjustUp(booking, command) : adjustDown(booking, command);
    }

    private static Result adjustUp(Booking booking, AdjustCredits command) {
        Optional<Problem> refusal = refusalOfNewBlock(booking.figures(), command.credits());
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BlockTerms block = freeBlock(booking, command.credits(), command.reason());
        LedgerEntry entry = booking
                .book(newBlock(booking, EntryType.ADJUST, block).metadata(reasonOf(command.reason())));
        booking.tell(CustomerEvent.Type.CREDIT_ADJUSTED, booking.now(), new CustomerEvent.EntryBooked(entry));
        return written(booking, List.of(entry), List.of(block), true);
    }

    private static Result adjustDown(Booking booking, AdjustCredits command) {
        if (command.credits() == Long.MIN_VALUE) {
            return Result.overflow("the amount");
        }
        long amount = -command.credits();
        Optional<Problem> refusal = new Affordability(booking.figures(), booking.customer(),
                booking.world().settings(), booking.now()).refusalByBalance(amount);
        if (refusal.isPresent()) {
            return Result.refused(refusal.get());
        }
        BurnDown burnDown = BurnDown.of(booking.draft(), amount);
        LedgerEntry entry = booking.book(Posting.of(EntryType.ADJUST, -amount, burnDown.allocations())
                .overage(burnDown.toOverage()).consumed(amount).metadata(reasonOf(command.reason())));
        booking.tell(CustomerEvent.Type.CREDIT_ADJUSTED, booking.now(), new CustomerEvent.EntryBooked(entry));
        return written(booking, List.of(entry), List.of(), true);
    }

    static Result voidBlock(Booking booking, VoidBlock command) {
        long ordinal = command.blockOrdinal();
        Optional<BlockTerms> live = booking.draft().terms(ordinal);
        if (live.isEmpty()) {
            return command.terms().map(terms -> notActive(booking, terms))
                    .orElseGet(() -> Result.refused(Problem.notFound("block", "the customer has no such block")));
        }
        Optional<Tank> tank = booking.draft().tank(live.get().burnOrder());
        long free = tank.map(Tank::free).orElse(0L);
        LedgerEntry entry = booking.book(Posting.of(EntryType.VOID, -free, List.of(Allocation.ofBlock(ordinal, free)))
                .metadata(reasonOf(command.reason())));
        booking.tell(CustomerEvent.Type.CREDIT_ADJUSTED, booking.now(), new CustomerEvent.EntryBooked(entry));
        return written(booking, List.of(entry), List.of(), false);
    }

    private static Result notActive(Booking booking, BlockTerms terms) {
        BlockStatus status = BlockStatus.of(terms, 0, booking.draft().voided(terms.ordinal()), booking.now());
        return Result.refused(Problem.of(ProblemType.BLOCK_NOT_ACTIVE, "the block is " + status.text())
                .with("block_status", status.text()));
    }

    static Result written(Booking booking, List<LedgerEntry> entries, List<BlockTerms> blocks, boolean booked) {
        return Result.of(new Outcome.CreditsWritten(entries, blocks, booking.figures(), booked));
    }

    /** A free block that never expires. */
    static BlockTerms freeBlock(Booking booking, long credits, String reason) {
        return new BlockTerms(booking.nextBlockOrdinal(), BlockSource.ADJUSTMENT, credits, 0, booking.now(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason), Map.of(), booking.now());
    }

    static Map<String, String> reasonOf(String reason) {
        return Map.of("reason", reason);
    }

    private static Posting newBlock(Booking booking, EntryType type, BlockTerms block) {
        boolean inEffect = !block.effectiveAt().isAfter(booking.now());
        var filled = Allocation.ofBlock(block.ordinal(), inEffect ? block.originalAmount() : 0);
        return Posting.of(type, filled.amount(), List.of(filled)).earned(block.originalAmount())
                .making(Optional.of(block)).repaying(Repayment.from(booking.figures().overage(), List.of(filled)));
    }

    static Optional<Problem> refusalOfNewBlock(Account account, long credits) {
        if (account.unspentBlocks() >= MOST_UNSPENT_BLOCKS) {
            return Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "a customer has at most " + MOST_UNSPENT_BLOCKS + " unspent blocks"));
        }
        // No balance can pass what was ever earned, so this one sum guards them all.
        if (Amounts.sumOverflows(account.lifetimeEarned(), credits)) {
            return Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW, "lifetime_earned would leave the 64-bit range"));
        }
        return Optional.empty();
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

    private static String paymentTerms(GrantCredits command) {
        List<String> terms = new ArrayList<>();
        terms.add(Long.toString(command.credits()));
        terms.add(command.pricePaid().map(String::valueOf).orElse("-"));
        terms.add(command.currency().orElse("-"));
        return String.join(" ", terms);
    }
}
