package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.NavigableMap;

import io.quotastack.core.reservation.Hold;
import io.quotastack.ledger.view.ReservationView.Standing;

/**
 * The reservations of a customer whose end is not written, from one moment of the live account.
 *
 * @param version of the account at that moment
 * @param now of the moment, or the account's own when that is later
 */
public record OpenReservations(long version, Instant now, NavigableMap<Long, Hold> holds) {

    Standing standing(Hold hold) {
        return standing(hold, now);
    }

    /** One whose time is over has expired, whether or not that is booked yet. */
    public static Standing standing(Hold hold, Instant now) {
        return hold.expiresAt().isAfter(now) ? Standing.active(hold) : Standing.overdue(hold);
    }
}
