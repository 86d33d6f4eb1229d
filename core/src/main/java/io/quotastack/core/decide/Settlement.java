package io.quotastack.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.NavigableSet;
import java.util.TreeSet;

import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.Due;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/** Books all that is due by the decision's now, each entry at its own instant, before the command is decided. */
final class Settlement {

    private Settlement() {}

    static void settle(Booking booking) {
        if (booking.figures().nextDue().isAfter(booking.now())) {
            return;
        }
        // Read once and not again after each, so that settling n blocks stays n steps.
        NavigableSet<Due> dues = dueBy(booking.now(), booking.draft());
        while (!dues.isEmpty()) {
            Due due = dues.removeFirst();
            BalanceWatch watch = BalanceWatch.before(booking);
            happen(booking, due).filter(next -> !next.at().isAfter(booking.now())).ifPresent(dues::add);
            watch.after(due.at());
        }
        booking.draft().expectNextDue(first(booking.draft()).map(Due::at).orElse(Instant.MAX));
    }

    private static NavigableSet<Due> dueBy(Instant now, AccountDraft draft) {
        var dues = new TreeSet<Due>();
        draft.visitDues(due -> !due.at().isAfter(now) && dues.add(due));
        return dues;
    }

    private static Optional<Due> first(AccountDraft draft) {
        var head = new Due[1];
        draft.visitDues(due -> {
            head[0] = due;
            return false;
        });
        return Optional.ofNullable(head[0]);
    }

    /** Lets one due happen; answers what it makes due in turn. */
    private static Optional<Due> happen(Booking booking, Due due) {
        BlockTerms block = booking.draft().terms(due.blockOrdinal()).orElseThrow(
                () -> new IllegalStateException(
                        "due of a block that is gone: " + due + " of " + booking.draft().key()));
        return switch (due.kind()) {
            case EXPIRY -> {
                expire(booking, block, due.at());
                yield Optional.empty();
            }
            case ACTIVATION -> {
                activate(booking, block, due.at());
                boolean filled = booking.draft().tank(block.burnOrder()).isPresent();
                yield block.expiresAt().filter(at -> filled).map(at -> new Due(at, Due.Kind.EXPIRY, block.ordinal()));
            }
        };
    }

    private static void expire(Booking booking, BlockTerms block, Instant at) {
        Tank tank = booking.draft().tank(block.burnOrder()).orElseThrow();
        LedgerEntry entry = booking.bookDue(Posting.of(EntryType.EXPIRE, -tank.free(),
                List.of(Allocation.ofBlock(block.ordinal(), tank.free()))), at);
        booking.tell(CustomerEvent.Type.CREDIT_EXPIRED, at, new CustomerEvent.EntryBooked(entry));
    }

    private static void activate(Booking booking, BlockTerms block, Instant at) {
        var filled = Allocation.ofBlock(block.ordinal(), block.originalAmount());
        LedgerEntry entry = booking.bookDue(Posting.of(EntryType.ACTIVATE, block.originalAmount(), List.of(filled))
                .repaying(Repayment.from(booking.figures().overage(), List.of(filled))), at);
        booking.tell(CustomerEvent.Type.CREDIT_GRANTED, at, new CustomerEvent.EntryBooked(entry));
    }
}
