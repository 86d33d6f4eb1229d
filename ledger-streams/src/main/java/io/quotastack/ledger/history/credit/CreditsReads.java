package io.quotastack.ledger.history.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.CreditsView;

/**
 * The account as it was (CONTRACT 3, {@code as_of}): after the last entry that occurred by then.
 *
 * <p>Whatever was due by an entry's time is booked before it. So for every time before the last entry's the answer is
 * final; for later ones the live account is to be asked, which knows what is due and not booked yet.
 */
public final class CreditsReads {

    private static final Comparator<Left> SCHEDULED_LAST_THEN_BURN_ORDER = Comparator
            .comparing((Left left) -> left.status() == BlockStatus.SCHEDULED)
            .thenComparing(Left::order);

    private final OwnedStores history;

    /** A block with credits left at the time in question: where it stands among them. */
    private record Left(BurnOrder order, BlockStatus status) {}

    public CreditsReads(OwnedStores history) {
        this.history = history;
    }

    /** Of a customer that exists; before its first entry all figures are 0. */
    public Reply asOf(CustomerKey customer, String externalCustomerId, boolean includeBlocks, Instant time,
            Function<CreditsView, Reply> answer) {
        CustomerHistory rows = history.of(customer);
        long version = rows.lastBefore(time.plusMillis(1));
        Optional<Iterable<BlockView>> blocks = includeBlocks
                ? Optional.of(blocksLeft(rows, customer, version, time))
                : Optional.empty();
        if (version == 0) {
            return answer.apply(CreditsView.of(customer, externalCustomerId, 0, 0, 0, 0, 0, EntryHash.FIRST_PREVIOUS,
                    blocks));
        }
        LedgerEntry last = rows.entry(version).orElseThrow().entry();
        return answer.apply(CreditsView.of(customer, externalCustomerId, last.after().balance(),
                last.after().reserved(),
                last.after().lifetimeEarned(), last.after().lifetimeConsumed(), version, last.hash(),
                blocks));
    }

    /**
     * Whether an entry occurred after that time, so that all that was due by then is booked and the answer final.
     * Otherwise the live account, projected to that time, is to be asked.
     */
    public boolean isFinal(CustomerKey customer, Instant time) {
        CustomerHistory rows = history.of(customer);
        return rows.entry(rows.version()).filter(last -> last.entry().occurredAt().isAfter(time)).isPresent();
    }

    /** Read twice, first for the order and then one by one: the terms of all of them may be much more than an answer. */
    private static Iterable<BlockView> blocksLeft(CustomerHistory rows, CustomerKey customer, long version,
            Instant time) {
        var left = new ArrayList<Left>();
        for (long ordinal : rows.blocksLeftAfter(version)) {
            BlockTerms terms = rows.terms(ordinal, time).orElseThrow();
            left.add(new Left(terms.burnOrder(), rows.level(ordinal, version).orElseThrow().statusAt(terms, time)));
        }
        left.sort(SCHEDULED_LAST_THEN_BURN_ORDER);
        return () -> left.stream().map(block -> BlockView.of(customer,
                rows.terms(block.order().ordinal(), time).orElseThrow(),
                rows.level(block.order().ordinal(), version).orElseThrow().blockBalance(), block.status())).iterator();
    }
}
