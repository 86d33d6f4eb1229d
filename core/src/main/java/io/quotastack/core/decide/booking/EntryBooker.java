package io.quotastack.core.decide.booking;

import java.time.Instant;

import io.quotastack.core.ledger.LedgerEntry;

/**
 * When something is booked and by whom: a command at its now, or what fell due at its own instant.
 *
 * @param byItself nobody asked for it: the entry bears no idempotency key
 */
public record EntryBooker(DecisionContext context, Instant at, boolean byItself) {

    public static EntryBooker ofCommand(DecisionContext context) {
        return new EntryBooker(context, context.now(), false);
    }

    public static EntryBooker ofScheduled(DecisionContext context, Instant at) {
        return new EntryBooker(context, at, true);
    }

    public LedgerEntry book(EntryDraft entryDraft) {
        return byItself ? context.bookScheduled(entryDraft, at) : context.book(entryDraft);
    }

    /** Books an entry and tells the tenant of it. */
    public LedgerEntry bookAndEmit(EntryDraft entryDraft, CustomerEvent.Type type) {
        LedgerEntry entry = book(entryDraft);
        context.emit(type, at, new CustomerEvent.EntryBooked(entry));
        return entry;
    }
}
