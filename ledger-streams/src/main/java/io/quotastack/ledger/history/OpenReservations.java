package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.ReservationView.Standing;

/**
 * The reservations of a customer whose end is not written, from one moment of the live account.
 *
 * @param version of the account at that moment
 * @param now of the moment, or the account's own when that is later
 */
public record OpenReservations(long version, Instant now, NavigableMap<Long, Reservation> reservations) {

    /** Those of a customer; none of one that is not there. */
    public static OpenReservations of(AccountState stored, Instant now) {
        NavigableMap<Long, Reservation> reservations = new TreeMap<>();
        stored.visitReservations(reservation -> {
            reservations.put(reservation.ordinal(), reservation);
            return true;
        });
        Account account = stored.account().orElse(Account.EMPTY).at(now);
        return new OpenReservations(account.version(), account.now(), reservations);
    }

    /** One of them. */
    public static Optional<ReservationView> view(AccountState stored, long ordinal, Instant now) {
        Account account = stored.account().orElse(Account.EMPTY).at(now);
        return stored.reservation(ordinal).map(reservation -> ReservationView.of(stored.key(),
                stored.customer().map(Customer::externalId).orElseThrow(), reservation,
                standing(reservation, account.now())));
    }

    Standing standing(Reservation reservation) {
        return standing(reservation, now);
    }

    /** One whose time is over has expired, whether or not that is booked yet. */
    private static Standing standing(Reservation reservation, Instant now) {
        return reservation.expiresAt().isAfter(now) ? Standing.active(reservation) : Standing.overdue(reservation);
    }
}
