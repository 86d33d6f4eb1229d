package io.quotastack.ledger.history.reservation;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.ReservationView.Standing;

/**
 * The reservations of a customer whose end is not written, from one moment of the live account, as far as they make a page
 * of a list: ten thousand of them may be much more than one.
 *
 * @param version of the account at that moment
 * @param now of the moment, or the account's own when that is later
 * @param last the ordinal of the last one, when there are more behind it
 */
public record OpenReservations(
        long version,
        Instant now,
        NavigableMap<Long, Reservation> reservations,
        OptionalLong last) {

    /** So many characters of them make a page, whatever else each of them has. */
    private static final int MOST_CHARACTERS = PageBound.FULL_BYTES;
    private static final int CHARACTERS_OF_AN_ALLOCATION = 64;

    /**
     * Which ones are asked for.
     *
     * @param first the ordinal of the first
     * @param most so many at most
     */
    public record Asked(long first, Optional<ReservationStatus> status, int most) {

        private boolean has(Reservation reservation, Instant now) {
            return reservation.ordinal() >= first
                    && (status.isEmpty() || status.get() == OpenReservations.standing(reservation, now).status());
        }
    }

    /** Those of a customer; none of one that is not there. */
    public static OpenReservations of(AccountState stored, Instant now, Asked asked) {
        Account account = stored.account().orElse(Account.EMPTY).at(now);
        var taken = new Taken(account.now(), asked);
        stored.visitReservations(taken::take);
        return new OpenReservations(account.version(), account.now(), taken.reservations, taken.last);
    }

    /** Those that were taken so far. */
    private static final class Taken {

        private final Instant now;
        private final Asked asked;
        private final NavigableMap<Long, Reservation> reservations = new TreeMap<>();
        private OptionalLong last = OptionalLong.empty();
        private int characters;

        Taken(Instant now, Asked asked) {
            this.now = now;
            this.asked = asked;
        }

        boolean take(Reservation reservation) {
            if (!asked.has(reservation, now)) {
                return true;
            }
            if (reservations.size() == asked.most() || characters >= MOST_CHARACTERS) {
                last = OptionalLong.of(reservations.lastKey());
                return false;
            }
            reservations.put(reservation.ordinal(), reservation);
            characters += characters(reservation);
            return true;
        }

        private static int characters(Reservation reservation) {
            return CHARACTERS_OF_AN_ALLOCATION * reservation.heldAllocations().size()
                    + reservation.metadata().entrySet().stream()
                            .mapToInt(pair -> pair.getKey().length() + pair.getValue().length()).sum();
        }
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
