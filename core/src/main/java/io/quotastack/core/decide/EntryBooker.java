package io.quotastack.core.decide;

import java.time.Instant;

import io.quotastack.core.ledger.LedgerEntry;

/**
 * When something is booked and by whom: a command at its now, or what fell due at its own instant.
 *
 * @param byItself nobody asked for it: the entry bears no idempotency key
 */
record EntryBooker(DecisionContext context, Instant at, boolean byItself) {

    static EntryBooker ofCommand(DecisionContext context) {
        return new EntryBooker(context, context.now(), false);
    }

    static EntryBooker ofScheduled(DecisionContext context, Instant at) {
        return new EntryBooker(context, at, true);
    }

    LedgerEntry book(EntryDraft entryDraft) {
        return byItself ? context.bookScheduled(entryDraft, at) : context.book(entryDraft);
    }

    /** Books an entry and tells the tenant of it. */
    LedgerEntry bookAndEmit(EntryDraft entryDraft, CustomerEvent.Type type) {
        LedgerEntry entry = book(entryDraft);
        context.emit(type, at, new CustomerEvent.EntryBooked(entry));
        return entry;
    }
}
