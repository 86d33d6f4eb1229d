package io.quotastack.core.decide.reservation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.charge.Quote;
import io.quotastack.core.decide.wallet.BurnDown;
import io.quotastack.core.decide.wallet.EndedBlocks;
import io.quotastack.core.decide.wallet.Repayment;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;

/**
 * Ends a hold, by the only three entries that can. What it gives back to blocks repays overage first; what it gives back
 * to blocks that ended meanwhile is gone again at once (CONTRACT 3, 7).
 */
public final class ReservationClosing {

    private final DecisionContext context;
    private final Reservation reservation;

    public ReservationClosing(DecisionContext context, Reservation reservation) {
        this.context = context;
        this.reservation = reservation;
    }

    /**
     * Charges the cost from the held credits in burn order, and what they cannot give like a debit. Whether it fits was
     * decided before.
     *
     * @param quote of a hold on a metric or of lines: counts as one usage of the moment
     */
    List<LedgerEntry> commit(long cost, Optional<Quote> quote) {
        EntryBooker booker = EntryBooker.ofCommand(context);
        List<Allocation> charged = firstOfHeldAllocations(cost);
        BurnDown beyond = BurnDown.of(context.draft(), cost - sum(charged));
        EndedBlocks givenBack = EndedBlocks.among(less(reservation.heldAllocations(), charged), context, booker.at());
        EntryDraft entryDraft = EntryDraft.of(EntryType.COMMIT, -cost, merged(charged, beyond.allocations()))
                .overage(beyond.toOverage()).consumed(cost);
        quote.ifPresent(priced -> priced.noteIn(entryDraft).metered(priced.usage(Optional.empty()), booker.at(),
                context.draft().subscription().flatMap(Subscription::tierPeriod), priced.countedValues()));
        return end(booker, entryDraft, givenBack, CustomerEvent.Type.RESERVATION_COMMITTED);
    }

    List<LedgerEntry> release(Map<String, String> metadata) {
        EntryBooker booker = EntryBooker.ofCommand(context);
        return end(booker, EntryDraft.of(EntryType.RELEASE, 0, held()).metadata(metadata),
                EndedBlocks.among(reservation.heldAllocations(), context, booker.at()),
                CustomerEvent.Type.RESERVATION_RELEASED);
    }

    /** Its time ran out. A block that expires at the same instant does so after it. */
    public List<LedgerEntry> expire(Instant at) {
        return end(EntryBooker.ofScheduled(context, at), EntryDraft.of(EntryType.RESERVE_EXPIRED, 0, held()),
                EndedBlocks.among(reservation.heldAllocations(), context, at.minusMillis(1)),
                CustomerEvent.Type.RESERVATION_EXPIRED);
    }

    private List<LedgerEntry> end(EntryBooker booker, EntryDraft entryDraft, EndedBlocks givenBack,
            CustomerEvent.Type type) {
        List<LedgerEntry> entries = new ArrayList<>();
        entries.add(booker.bookAndEmit(
                entryDraft.reserved(-reservation.credits()).reservation(reservation.ordinal(), reservation.expiresAt())
                        .repaying(Repayment.from(context.figures().overage(), givenBack.toLive())),
                type));
        entries.addAll(givenBack.takeAgain(booker));
        return entries;
    }

    /** All that is held: the held credits, and what is held beyond blocks. */
    private List<Allocation> held() {
        List<Allocation> held = new ArrayList<>(reservation.heldAllocations());
        if (reservation.heldBeyondBlocks() > 0) {
            held.add(Allocation.ofOverage(reservation.heldBeyondBlocks()));
        }
        return held;
    }

    private List<Allocation> firstOfHeldAllocations(long amount) {
        List<Allocation> taken = new ArrayList<>();
        long left = amount;
        for (Allocation heldAllocation : reservation.heldAllocations()) {
            long share = Math.min(left, heldAllocation.amount());
            if (share > 0) {
                taken.add(new Allocation(heldAllocation.block(), share));
                left -= share;
            }
        }
        return taken;
    }

    /** What is left of the held allocations, in their order; {@code taken} is a beginning of them. */
    private static List<Allocation> less(List<Allocation> heldAllocations, List<Allocation> taken) {
        List<Allocation> left = new ArrayList<>();
        for (int i = 0; i < heldAllocations.size(); i++) {
            long amount = heldAllocations.get(i).amount() - (i < taken.size() ? taken.get(i).amount() : 0);
            if (amount > 0) {
                left.add(new Allocation(heldAllocations.get(i).block(), amount));
            }
        }
        return left;
    }

    /** One share for each block, though it may be charged from both its held and its free credits. */
    private static List<Allocation> merged(List<Allocation> held, List<Allocation> beyond) {
        if (beyond.isEmpty()) {
            return held;
        }
        Map<OptionalLong, Long> shares = new LinkedHashMap<>();
        held.forEach(share -> shares.merge(share.block(), share.amount(), Math::addExact));
        beyond.forEach(share -> shares.merge(share.block(), share.amount(), Math::addExact));
        return shares.entrySet().stream().map(share -> new Allocation(share.getKey(), share.getValue())).toList();
    }

    private static long sum(List<Allocation> shares) {
        return shares.stream().mapToLong(Allocation::amount).sum();
    }
}
