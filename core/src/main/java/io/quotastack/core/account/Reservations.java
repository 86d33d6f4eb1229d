package io.quotastack.core.account;

import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;

/** The reservations of a customer, as a draft changes them. Each active one has the end of its time among what is to come. */
public final class Reservations {

    private final AccountDraft draft;

    Reservations(AccountDraft draft) {
        this.draft = draft;
    }

    void add(Reservation reservation) {
        put(reservation);
        count(1);
    }

    /** Moves the end of a hold: the time of an action alone, which moves no credits and is no entry (CONTRACT 7). */
    public void extend(Reservation before, Reservation after) {
        draft.schedule().remove(ttlOf(before));
        put(after);
    }

    void end(Reservation reservation, ReservationEnd end) {
        draft.schedule().remove(ttlOf(reservation));
        draft.remove(AccountRows.RESERVATIONS, reservation.ordinal());
        draft.put(AccountRows.RESERVATION_ENDS, reservation.ordinal(), end);
        count(-1);
    }

    /** What a committed reservation was charged is given back. */
    void refund(long ordinal) {
        draft.put(AccountRows.RESERVATION_ENDS, ordinal, ReservationEnd.REFUNDED);
    }

    private void put(Reservation reservation) {
        draft.put(AccountRows.RESERVATIONS, reservation.ordinal(), reservation);
        draft.schedule().add(ttlOf(reservation));
    }

    private void count(int more) {
        draft.put(draft.figures().withOpenReservations(draft.figures().openReservations() + more));
    }

    private static ScheduledAction ttlOf(Reservation reservation) {
        return new ScheduledAction(reservation.expiresAt(), ScheduledAction.Kind.RESERVATION_TTL,
                reservation.ordinal());
    }
}
