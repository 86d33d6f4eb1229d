package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Hold;
import io.quotastack.core.subscription.Subscription;

/**
 * Ends a hold, by the only three entries that can. What it gives back to blocks repays overage first; what it gives back
 * to blocks that ended meanwhile is gone again at once (CONTRACT 3, 7).
 */
final class HoldEnd {

    private final Booking booking;
    private final Hold hold;

    HoldEnd(Booking booking, Hold hold) {
        this.booking = booking;
        this.hold = hold;
    }

    /**
     * Charges the cost from the pinned credits in burn order, and what they cannot give like a debit. Whether it fits was
     * decided before.
     *
     * @param quote of a metric's hold: counts as one usage of the moment
     */
    List<LedgerEntry> commit(long cost, Optional<Quote> quote) {
        Moment moment = Moment.ofCommand(booking);
        List<Allocation> charged = firstOfPins(cost);
        BurnDown beyond = BurnDown.of(booking.draft(), cost - sum(charged));
        EndedBlocks givenBack = EndedBlocks.among(less(hold.pins(), charged), booking, moment.at());
        Posting posting = Posting.of(EntryType.COMMIT, -cost, merged(charged, beyond.allocations()))
                .overage(beyond.toOverage()).consumed(cost);
        quote.ifPresent(priced -> posting.metered(priced.usage(Optional.empty()), moment.at(),
                booking.draft().subscription().flatMap(Subscription::tierPeriod), priced.unitsBefore()));
        return end(moment, posting, givenBack, CustomerEvent.Type.RESERVATION_COMMITTED);
    }

    List<LedgerEntry> release(Map<String, String> metadata) {
        Moment moment = Moment.ofCommand(booking);
        return end(moment, Posting.of(EntryType.RELEASE, 0, held()).metadata(metadata),
                EndedBlocks.among(hold.pins(), booking, moment.at()),
                CustomerEvent.Type.RESERVATION_RELEASED);
    }

    /** Its time ran out. A block that expires at the same instant does so after it. */
    List<LedgerEntry> expire(Instant at) {
        return end(Moment.ofDue(booking, at), Posting.of(EntryType.RESERVE_EXPIRED, 0, held()),
                EndedBlocks.among(hold.pins(), booking, at.minusMillis(1)),
                CustomerEvent.Type.RESERVATION_EXPIRED);
    }

    private List<LedgerEntry> end(Moment moment, Posting posting, EndedBlocks givenBack, CustomerEvent.Type type) {
        List<LedgerEntry> entries = new ArrayList<>();
        entries.add(moment.bookAndTell(posting.reserved(-hold.credits()).hold(hold.ordinal(), hold.expiresAt())
                .repaying(Repayment.from(booking.figures().overage(), givenBack.toLive())), type));
        entries.addAll(givenBack.takeAgain(moment));
        return entries;
    }

    /** All that is held: the pinned credits, and what is held beyond blocks. */
    private List<Allocation> held() {
        List<Allocation> held = new ArrayList<>(hold.pins());
        if (hold.unpinned() > 0) {
            held.add(Allocation.ofOverage(hold.unpinned()));
        }
        return held;
    }

    private List<Allocation> firstOfPins(long amount) {
        List<Allocation> taken = new ArrayList<>();
        long left = amount;
        for (Allocation pin : hold.pins()) {
            long share = Math.min(left, pin.amount());
            if (share > 0) {
                taken.add(new Allocation(pin.block(), share));
                left -= share;
            }
        }
        return taken;
    }

    /** What is left of the pins, in their order; {@code taken} is a beginning of them. */
    private static List<Allocation> less(List<Allocation> pins, List<Allocation> taken) {
        List<Allocation> left = new ArrayList<>();
        for (int i = 0; i < pins.size(); i++) {
            long amount = pins.get(i).amount() - (i < taken.size() ? taken.get(i).amount() : 0);
            if (amount > 0) {
                left.add(new Allocation(pins.get(i).block(), amount));
            }
        }
        return left;
    }

    /** One share for each block, though it may be charged from both its pinned and its free credits. */
    private static List<Allocation> merged(List<Allocation> pinned, List<Allocation> beyond) {
        if (beyond.isEmpty()) {
            return pinned;
        }
        Map<OptionalLong, Long> shares = new LinkedHashMap<>();
        pinned.forEach(share -> shares.merge(share.block(), share.amount(), Math::addExact));
        beyond.forEach(share -> shares.merge(share.block(), share.amount(), Math::addExact));
        return shares.entrySet().stream().map(share -> new Allocation(share.getKey(), share.getValue())).toList();
    }

    private static long sum(List<Allocation> shares) {
        return shares.stream().mapToLong(Allocation::amount).sum();
    }
}
