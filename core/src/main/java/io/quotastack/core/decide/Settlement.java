package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
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
        settle(booking, Integer.MAX_VALUE);
    }

    /** The same, but at most so many dues; the rest is as due as before. */
    static void settle(Booking booking, int most) {
        if (booking.figures().nextDue().isAfter(booking.now())) {
            return;
        }
        // Read once and not again after each, so that settling n dues stays n steps.
        NavigableSet<Due> dues = dueBy(booking.now(), booking.draft(), most);
        for (int settled = 0; settled < most && !dues.isEmpty(); settled++) {
            Due due = dues.removeFirst();
            if (booking.draft().cancelled(due)) {
                continue;
            }
            BalanceWatch watch = BalanceWatch.before(booking);
            happen(booking, due).stream().filter(next -> !next.at().isAfter(booking.now())).forEach(dues::add);
            watch.after(due.at());
        }
        booking.draft().expectNextDue(first(booking.draft()).map(Due::at).orElse(Instant.MAX));
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

    /** Lets one due happen; answers what may be due by that in turn. */
    private static List<Due> happen(Booking booking, Due due) {
        return switch (due.kind()) {
            case HOLD_TTL -> endHold(booking, due.ordinal());
            case EXPIRY -> {
                expire(booking, booking.liveTerms(due.ordinal()), due.at());
                yield List.of();
            }
            case ACTIVATION -> activate(booking, booking.liveTerms(due.ordinal()), due.at());
        };
    }

    /** What a hold gives back can expire in its turn. */
    private static List<Due> endHold(Booking booking, long ordinal) {
        Hold hold = booking.draft().hold(ordinal).orElseThrow(
                () -> new IllegalStateException("no hold " + ordinal + " of " + booking.draft().key()));
        List<Due> expiries = new ArrayList<>();
        for (Allocation pin : hold.pins()) {
            expiry(booking.liveTerms(pin.block().orElseThrow()))
                    .filter(expiry -> !expiry.at().isBefore(hold.expiresAt()))
                    .ifPresent(expiries::add);
        }
        new HoldEnd(booking, hold).expire();
        return expiries.stream().filter(expiry -> hasFreeCredits(booking, expiry.ordinal())).toList();
    }

    private static boolean hasFreeCredits(Booking booking, long ordinal) {
        return booking.draft().terms(ordinal).flatMap(block -> booking.draft().tank(block.burnOrder()))
                .filter(tank -> tank.free() > 0).isPresent();
    }

    private static Optional<Due> expiry(BlockTerms block) {
        return block.expiresAt().map(at -> new Due(at, Due.Kind.EXPIRY, block.ordinal()));
    }

    /** What holds keep outlives the block until they end. */
    private static void expire(Booking booking, BlockTerms block, Instant at) {
        Tank tank = booking.draft().tank(block.burnOrder()).orElseThrow();
        Moment.ofDue(booking, at).bookAndTell(Posting.of(EntryType.EXPIRE, -tank.free(),
                List.of(Allocation.ofBlock(block.ordinal(), tank.free()))), CustomerEvent.Type.CREDIT_EXPIRED);
    }

    private static List<Due> activate(Booking booking, BlockTerms block, Instant at) {
        var filled = Allocation.ofBlock(block.ordinal(), block.originalAmount());
        Moment.ofDue(booking, at).bookAndTell(
                Posting.of(EntryType.ACTIVATE, block.originalAmount(), List.of(filled))
                        .repaying(Repayment.from(booking.figures().overage(), List.of(filled))),
                CustomerEvent.Type.CREDIT_GRANTED);
        return expiry(block).filter(expiry -> hasFreeCredits(booking, block.ordinal())).stream().toList();
    }
}
