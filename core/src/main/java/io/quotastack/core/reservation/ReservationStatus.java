package io.quotastack.core.reservation;

import java.util.Locale;

/** Where a reservation stands; all but ACTIVE are final. */
public enum ReservationStatus {
    /** Its credits are held. */
    ACTIVE,
    /** The actual cost was charged, the rest given back. */
    COMMITTED,
    /** All was given back on request. */
    RELEASED,
    /** Its time ran out, all was given back. */
    EXPIRED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
