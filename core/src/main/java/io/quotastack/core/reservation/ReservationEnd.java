package io.quotastack.core.reservation;

/** How a reservation ended, and whether that was undone; kept for ever. */
public enum ReservationEnd {
    COMMITTED(ReservationStatus.COMMITTED),
    /** It was committed, and what was charged was given back since. */
    REFUNDED(ReservationStatus.COMMITTED),
    RELEASED(ReservationStatus.RELEASED),
    EXPIRED(ReservationStatus.EXPIRED);

    private final ReservationStatus status;

    ReservationEnd(ReservationStatus status) {
        this.status = status;
    }

    /** Where the reservation stands: one that was refunded stays committed. */
    public ReservationStatus status() {
        return status;
    }
}
