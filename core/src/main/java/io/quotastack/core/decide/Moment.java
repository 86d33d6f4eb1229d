package io.quotastack.core.decide;

import java.time.Instant;

import io.quotastack.core.ledger.LedgerEntry;

/**
 * When something is booked and by whom: a command at its now, or what fell due at its own instant.
 *
 * @param byItself nobody asked for it: the entry bears no idempotency key
 */
record Moment(Booking booking, Instant at, boolean byItself) {

    static Moment ofCommand(Booking booking) {
        return new Moment(booking, booking.now(), false);
    }

    static Moment ofDue(Booking booking, Instant at) {
        return new Moment(booking, at, true);
    }

    LedgerEntry book(Posting posting) {
        return byItself ? booking.bookDue(posting, at) : booking.book(posting);
    }

    /** Books an entry and tells the tenant of it. */
    LedgerEntry bookAndTell(Posting posting, CustomerEvent.Type type) {
        LedgerEntry entry = book(posting);
        booking.tell(type, at, new CustomerEvent.EntryBooked(entry));
        return entry;
    }
}
