package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Hold;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.ReservationView.Standing;

/**
 * The reservations of a customer whose end is not written, from one moment of the live account.
 *
 * @param version of the account at that moment
 * @param now of the moment, or the account's own when that is later
 */
public record OpenReservations(long version, Instant now, NavigableMap<Long, Hold> holds) {

    /** Those of a customer; none of one that is not there. */
    public static OpenReservations of(AccountState stored, Instant now) {
        NavigableMap<Long, Hold> holds = new TreeMap<>();
        stored.visitHolds(hold -> {
            holds.put(hold.ordinal(), hold);
            return true;
        });
        Account account = stored.account().orElse(Account.EMPTY).at(now);
        return new OpenReservations(account.version(), account.now(), holds);
    }

    /** One of them. */
    public static Optional<ReservationView> view(AccountState stored, long ordinal, Instant now) {
        Account account = stored.account().orElse(Account.EMPTY).at(now);
        return stored.hold(ordinal).map(hold -> ReservationView.of(stored.key(),
                stored.customer().map(Customer::externalId).orElseThrow(), hold, standing(hold, account.now())));
    }

    Standing standing(Hold hold) {
        return standing(hold, now);
    }

    /** One whose time is over has expired, whether or not that is booked yet. */
    private static Standing standing(Hold hold, Instant now) {
        return hold.expiresAt().isAfter(now) ? Standing.active(hold) : Standing.overdue(hold);
    }
}
