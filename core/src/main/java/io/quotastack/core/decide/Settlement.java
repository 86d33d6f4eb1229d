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

    static void settle(Booking booking) {
        settle(booking, Integer.MAX_VALUE, Instant.MIN);
    }

    /** At most so many dues; the rest is as due as before, and the account has not reached the decision's now. */
    static void settle(Booking booking, int most) {
        settle(booking, most, Instant.MIN);
    }

    /** What the decided command made due at once, such as the end of blocks; not before what the command booked. */
    static void settleAfter(Booking booking) {
        settle(booking, Integer.MAX_VALUE, booking.now());
    }

    private static void settle(Booking booking, int most, Instant notBefore) {
        if (booking.figures().nextDue().isAfter(booking.now())) {
            booking.draft().put(booking.figures().reached(booking.now()));
            return;
        }
        // Read once and not again after each, so that settling n dues stays n steps.
        NavigableSet<Due> dues = dueBy(booking.now(), booking.draft(), most);
        for (int settled = 0; settled < most && !dues.isEmpty(); settled++) {
            Due due = dues.removeFirst();
            if (booking.draft().cancelled(due)) {
                continue;
            }
            Instant at = due.at().isBefore(notBefore) ? notBefore : due.at();
            BalanceWatch watch = BalanceWatch.before(booking);
            happen(booking, due, at);
            watch.after(at);
            booking.draft().takeNewDues().stream().filter(next -> !next.at().isAfter(booking.now()))
                    .forEach(dues::add);
        }
        booking.draft().expectNextDue(first(booking.draft()).map(Due::at).orElse(Instant.MAX));
        if (booking.figures().nextDue().isAfter(booking.now())) {
            booking.draft().put(booking.figures().reached(booking.now()));
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
