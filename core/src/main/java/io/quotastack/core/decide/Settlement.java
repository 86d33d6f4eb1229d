package io.quotastack.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.Due;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.reservation.Hold;

/** Books all that is due by the decision's now, each entry at its own instant, before the command is decided. */
final class Settlement {

    private Settlement() {}

    /**
     * Lets happen what is due, as far as the slice goes; the rest is as due as before. What became due late, such as blocks
     * that a command ended, happens no earlier than the account's time.
     *
     * @return whether all has happened, and the account has reached the booking's now
     */
    static boolean settle(Booking booking, Slice slice) {
        if (!booking.figures().nextDue().isAfter(booking.now())) {
            letHappen(booking, slice);
            booking.draft().expectNextDue(first(booking.draft()).map(Due::at).orElse(Instant.MAX));
        }
        boolean reached = booking.figures().nextDue().isAfter(booking.now());
        if (reached) {
            booking.draft().put(booking.figures().reached(booking.now()));
        }
        return reached;
    }

    private static void letHappen(Booking booking, Slice slice) {
        if (slice.isUsedUp()) {
            return;
        }
        booking.draft().takeNewDues(); // they stand among the rows that are read
        // Read once and not again after each, so that settling n dues stays n steps. Each uses up a part of the slice, so
        // that none can come to happen before one that was not read.
        NavigableSet<Due> dues = dueBy(booking.now(), booking.draft(), slice.left());
        while (!dues.isEmpty() && !slice.isUsedUp()) {
            Due due = dues.removeFirst();
            int before = booking.entries().size();
            if (!booking.draft().cancelled(due)) {
                Instant now = booking.figures().now();
                Instant at = due.at().isBefore(now) ? now : due.at();
                BalanceWatch watch = BalanceWatch.before(booking);
                happen(booking, due, at);
                watch.after(at);
                booking.draft().takeNewDues().stream().filter(next -> !next.at().isAfter(booking.now()))
                        .forEach(dues::add);
            }
            slice.use(booking.entries().size() - before);
        }
    }

    private static NavigableSet<Due> dueBy(Instant now, AccountDraft draft, int most) {
        var dues = new TreeSet<Due>();
        draft.visitDues(due -> !due.at().isAfter(now) && dues.add(due) && dues.size() < most);
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

    private static void happen(Booking booking, Due due, Instant at) {
        switch (due.kind()) {
            case HOLD_TTL -> new HoldEnd(booking, hold(booking, due.ordinal())).expire(at);
            case SUBSCRIPTION -> new SubscriptionLife(Moment.ofDue(booking, at)).step();
            case EXPIRY -> expire(booking, booking.terms(due.ordinal()), at);
            case ACTIVATION -> activate(booking, booking.terms(due.ordinal()), at);
        }
    }

    private static Hold hold(Booking booking, long ordinal) {
        return booking.draft().hold(ordinal).orElseThrow(
                () -> new IllegalStateException("no hold " + ordinal + " of " + booking.draft().key()));
    }

    /** What holds keep outlives the block until they end. */
    private static void expire(Booking booking, BlockTerms block, Instant at) {
        Tank tank = booking.draft().tank(block.burnOrder()).orElseThrow();
        Moment.ofDue(booking, at).bookAndTell(Posting.of(EntryType.EXPIRE, -tank.free(),
                List.of(Allocation.ofBlock(block.ordinal(), tank.free()))), CustomerEvent.Type.CREDIT_EXPIRED);
    }

    private static void activate(Booking booking, BlockTerms block, Instant at) {
        var filled = Allocation.ofBlock(block.ordinal(), block.originalAmount());
        Moment.ofDue(booking, at).bookAndTell(
                Posting.of(EntryType.ACTIVATE, block.originalAmount(), List.of(filled))
                        .repaying(Repayment.from(booking.figures().overage(), List.of(filled))),
                CustomerEvent.Type.CREDIT_GRANTED);
    }
}
