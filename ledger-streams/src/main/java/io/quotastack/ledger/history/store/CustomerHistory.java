package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Reservation;

/** The rows of one customer. */
public final class CustomerHistory {

    private final HistoryStore store;
    private final SourceFormat format;
    private final CustomerKey customer;

    CustomerHistory(HistoryStore store, SourceFormat format, CustomerKey customer) {
        this.store = store;
        this.format = format;
        this.customer = customer;
    }

    /** The sequence of the last entry, 0 before the first. */
    public long version() {
        return store.last(Keys.entry(customer, Long.MAX_VALUE), Keys.entries(customer))
                .map(row -> Keys.lastNumber(row.key())).orElse(0L);
    }

    /** Whether the entry of that sequence is here, and so all before it. Quicker than asking for the version. */
    public boolean has(long sequence) {
        return store.get(Keys.entry(customer, sequence)).isPresent();
    }

    public Optional<LoggedEntry> entry(long sequence) {
        return store.get(Keys.entry(customer, sequence)).map(format::entry);
    }

    /** Shows the entries of {@code [first, last]} until the visitor answers false; newest first when {@code descending}. */
    public void visitEntries(long first, long last, boolean descending, Predicate<LedgerEntry> visitor) {
        if (first > last) {
            return;
        }
        HistoryStore.Visitor each = (key, value) -> visitor.test(format.entry(value).entry());
        if (descending) {
            store.descending(Keys.entry(customer, last), Keys.entry(customer, first), each);
        } else {
            store.ascending(Keys.entry(customer, first), Keys.after(Keys.entry(customer, last)), each);
        }
    }

    /**
     * The sequence of the last entry that occurred before the time, 0 when none did. Times never decrease along the
     * ledger, so it is found by halving.
     */
    public long lastBefore(Instant time) {
        long before = 0;
        long notBefore = version() + 1;
        while (notBefore - before > 1) {
            long middle = before + (notBefore - before) / 2;
            if (entry(middle).orElseThrow().entry().occurredAt().isBefore(time)) {
                before = middle;
            } else {
                notBefore = middle;
            }
        }
        return before;
    }

    /** What was left in the block after the entry of that sequence. */
    public Optional<BlockLevel> level(long ordinal, long sequence) {
        return store.last(Keys.level(customer, ordinal, sequence), Keys.levels(customer, ordinal))
                .map(row -> HistoryRows.read(HistoryRows.LEVEL, row.key(), row.value()));
    }

    /** The blocks that had something left after the entry of that sequence, by ordinal. */
    public Set<Long> blocksLeftAfter(long sequence) {
        return BlockSpans.leftAfter(store, customer, sequence, version());
    }

    /** A block there ever was. */
    public Optional<LoggedBlock> block(long ordinal) {
        return HistoryRows.find(store, HistoryRows.BLOCK, Keys.block(customer, ordinal));
    }

    /** What is done with a block; false: no more. */
    public interface BlockVisitor {
        boolean visit(long ordinal, LoggedBlock block);
    }

    /** Shows the blocks in the order of their creation, from that ordinal on. */
    public void visitBlocks(long firstOrdinal, BlockVisitor visitor) {
        store.ascending(Keys.block(customer, firstOrdinal), Keys.end(Keys.blocks(customer)),
                (key, value) -> visitor.visit(Keys.lastNumber(key), HistoryRows.read(HistoryRows.BLOCK, key, value)));
    }

    public Optional<LoggedReservation> reservation(long ordinal) {
        return HistoryRows.find(store, HistoryRows.RESERVATION, Keys.reservation(customer, ordinal));
    }

    /** What is done with a reservation; false: no more. */
    public interface ReservationVisitor {
        boolean visit(long ordinal, LoggedReservation reservation);
    }

    /** Shows the reservations of {@code [first, last]} in the order of their creation. */
    public void visitReservations(long first, long last, ReservationVisitor visitor) {
        if (first <= last) {
            store.ascending(Keys.reservation(customer, first), Keys.after(Keys.reservation(customer, last)),
                    (key, value) -> visitor.visit(Keys.lastNumber(key),
                            HistoryRows.read(HistoryRows.RESERVATION, key, value)));
        }
    }

    /** The hold of any reservation there ever was, as it was made. */
    public Optional<Reservation> reserved(long ordinal) {
        return entry(ordinal).map(LoggedEntry::entry).filter(entry -> entry.type() == EntryType.RESERVE)
                .map(Reservation::madeBy);
    }

    /** The terms of any block there ever was, as far as its end was moved. */
    public Optional<BlockTerms> terms(long ordinal) {
        return terms(ordinal, Instant.MAX);
    }

    /** The same, with the end that the block had at that time. */
    public Optional<BlockTerms> terms(long ordinal, Instant time) {
        return block(ordinal).flatMap(block -> terms(block, time));
    }

    /** The terms of that block, with the end that it had at that time. */
    public Optional<BlockTerms> terms(LoggedBlock block, Instant time) {
        return entry(block.madeBySequence()).flatMap(logged -> logged.entry().context().newBlock())
                .map(terms -> movedEnd(terms.ordinal(), time).map(terms::endingAt).orElse(terms));
    }

    /** Where a subscription moved the block's end last; nothing when it never did. */
    @SuppressWarnings("OptionalMapToOptional") // an outer Optional says whether, an inner one where to
    private Optional<Optional<Instant>> movedEnd(long ordinal, Instant time) {
        byte[] from = time.equals(Instant.MAX)
                ? Keys.end(Keys.movedEnds(customer, ordinal))
                : Keys.movedEnd(customer, ordinal, time, Long.MAX_VALUE);
        return store.last(from, Keys.movedEnds(customer, ordinal))
                .map(row -> HistoryRows.read(HistoryRows.MOVED_END, row.key(), row.value()));
    }

    /** The sequence of the last customer event about a subscription, 0 before the first. */
    public long lastChange() {
        return store.last(Keys.end(Keys.changes(customer)), Keys.changes(customer))
                .map(row -> Keys.lastNumber(row.key())).orElse(0L);
    }

    /** What became of a subscription last. */
    public Optional<LoggedChange> lastChange(long ordinal) {
        return store.last(Keys.change(customer, ordinal, Long.MAX_VALUE), Keys.changes(customer, ordinal))
                .map(row -> format.change(row.value()));
    }

    /** Shows what became of a subscription, oldest first, behind that event, until the visitor answers false. */
    public void visitChanges(long ordinal, long afterEvent, Predicate<LoggedChange> visitor) {
        store.ascending(Keys.change(customer, ordinal, afterEvent + 1), Keys.end(Keys.changes(customer, ordinal)),
                (key, value) -> visitor.test(format.change(value)));
    }

    /** The same of all subscriptions, one after the other, behind that event of that one. */
    public void visitAllChanges(long ordinal, long afterEvent, Predicate<LoggedChange> visitor) {
        store.ascending(Keys.change(customer, ordinal, afterEvent + 1), Keys.end(Keys.changes(customer)),
                (key, value) -> visitor.test(format.change(value)));
    }

    /** The sequence of the event's charge. */
    public OptionalLong charge(String eventId) {
        return sequence(Keys.charge(customer, eventId));
    }

    /** The sequence of the refund of the event's charge. */
    public OptionalLong refund(String eventId) {
        return sequence(Keys.refund(customer, eventId));
    }

    /** The event's latest refusal and where it stands. */
    public Optional<LoggedOutcome> refusal(String eventId) {
        return RefusalRows.latest(store, customer, eventId)
                .flatMap(at -> store.get(Keys.refusal(customer.tenantEnvironment(), at))).map(format::outcome);
    }

    private OptionalLong sequence(byte[] key) {
        return HistoryRows.find(store, HistoryRows.SEQUENCE, key).map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }
}
