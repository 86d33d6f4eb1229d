package io.quotastack.ledger.history.reservation;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ForeignCursorException;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.PageBuilder;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.LoggedEntry;
import io.quotastack.ledger.history.store.LoggedReservation;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.usage.UsageReads;
import io.quotastack.ledger.view.Replies;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.ReservationView.Standing;

/** All reservations that a customer ever had (CONTRACT 7): the live account knows the open ones, history the others. */
public final class ReservationReads {

    /** A status that few reservations have ends a page after so many that have another. */
    private static final int MOST_LOOKED_AT = 2_000;

    private final OwnedStores history;

    public ReservationReads(OwnedStores history) {
        this.history = history;
    }

    /** A reservation that is not open. */
    public Reply ended(Query.GetReservation query, String externalCustomerId, RequestContext request) {
        CustomerHistory rows = history.of(query.customer());
        return rows.reservation(query.ordinal()).flatMap(logged -> end(rows, logged)
                .flatMap(end -> rows.reserved(query.ordinal()).map(reservation -> Replies
                        .ok(ReservationView.of(query.customer(), externalCustomerId, lasted(reservation, end),
                                standing(reservation, end, refund(rows, logged)))))))
                .orElseGet(() -> ProblemJson.reply(noSuchReservation(), request));
    }

    /** What a reservation was charged, also when that was refunded meanwhile; nothing unless it was committed. */
    public Optional<Command.Charge> chargeOf(CustomerKey customer, long ordinal) {
        CustomerHistory rows = history.of(customer);
        return rows.reservation(ordinal).flatMap(logged -> end(rows, logged))
                .filter(end -> end.type() == EntryType.COMMIT).map(UsageReads::facts);
    }

    public static Problem noSuchReservation() {
        return Problem.notFound("reservation", "there is no such reservation");
    }

    /**
     * Reservations by creation.
     *
     * @param live the open ones, of a moment that history has reached
     */
    public Reply list(Query.ListReservations query, String externalCustomerId,
            Function<OpenReservations.Asked, OpenReservations> live, RequestContext request) {
        try {
            long first = cursor(query).number(query.page()).orElse(0L) + 1;
            OpenReservations open = live
                    .apply(new OpenReservations.Asked(first, query.status(), query.page().limit()));
            var page = new Filling(query, externalCustomerId, open);
            if (query.status().filter(status -> status == ReservationStatus.ACTIVE).isPresent()) {
                page.fillWithOpen();
            } else {
                page.fillFrom(first);
            }
            return page.reply();
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    private static Optional<LedgerEntry> end(CustomerHistory rows, LoggedReservation reservation) {
        return entry(rows, reservation.endedBySequence());
    }

    private static Optional<LedgerEntry> refund(CustomerHistory rows, LoggedReservation reservation) {
        return entry(rows, reservation.refundedBySequence());
    }

    private static Optional<LedgerEntry> entry(CustomerHistory rows, OptionalLong sequence) {
        return sequence.isPresent() ? rows.entry(sequence.getAsLong()).map(LoggedEntry::entry) : Optional.empty();
    }

    /** It may have been extended since it was made. */
    private static Reservation lasted(Reservation reservation, LedgerEntry end) {
        return end.context().reservationExpiresAt().map(reservation::lastingUntil).orElse(reservation);
    }

    private static Standing standing(Reservation reservation, LedgerEntry end, Optional<LedgerEntry> refund) {
        long committed = Math.negateExact(end.delta());
        Standing ended = Standing.ended(status(end.type()), committed, Math.max(0, reservation.credits() - committed),
                end.sequence());
        return refund.map(entry -> ended.refunded(entry.occurredAt(), entry.sequence())).orElse(ended);
    }

    private static ReservationStatus status(EntryType end) {
        return switch (end) {
            case COMMIT -> ReservationStatus.COMMITTED;
            case RELEASE -> ReservationStatus.RELEASED;
            case RESERVE_EXPIRED -> ReservationStatus.EXPIRED;
            case GRANT, ACTIVATE, USAGE, RESERVE, EXPIRE, ADJUST, VOID, REFUND, ROLLOVER, PURCHASE,
                    TRANSFER_OUT, TRANSFER_IN -> throw new IllegalStateException("no end of a reservation: " + end);
        };
    }

    private static ListCursor cursor(Query.ListReservations query) {
        return ListCursor.of("reservations", query.customer().toString());
    }

    /** A page on its way to being full. */
    private final class Filling {

        private final Query.ListReservations query;
        private final String externalCustomerId;
        private final OpenReservations open;
        private final CustomerHistory rows;
        private final PageBuilder reservations;
        private Optional<String> next = Optional.empty();
        private int lookedAt;
        private long lastLookedAt;

        Filling(Query.ListReservations query, String externalCustomerId, OpenReservations open) {
            this.query = query;
            this.reservations = new PageBuilder(query.page().limit());
            this.externalCustomerId = externalCustomerId;
            this.open = open;
            this.rows = history.of(query.customer());
        }

        /** Who asks for the active ones need not wade through those that have ended. */
        void fillWithOpen() {
            for (Reservation reservation : open.reservations().values()) {
                if (!goesOn(reservation.ordinal())) {
                    return;
                }
                take(reservation, open.standing(reservation));
            }
            endWithTheOpenOnes();
        }

        void fillFrom(long firstOrdinal) {
            rows.visitReservations(firstOrdinal, open.last().orElse(open.version()), (ordinal, logged) -> {
                if (!goesOn(ordinal)) {
                    return false;
                }
                Optional<LedgerEntry> end = end(rows, logged);
                if (end.isPresent()) {
                    takeEnded(ordinal, end.get(), logged);
                } else {
                    Optional.ofNullable(open.reservations().get(ordinal))
                            .ifPresent(reservation -> take(reservation, open.standing(reservation)));
                }
                return true;
            });
            endWithTheOpenOnes();
        }

        /** Behind the last of the open ones that are known here nothing can be told. */
        private void endWithTheOpenOnes() {
            if (next.isEmpty() && open.last().isPresent()) {
                next = Optional.of(cursor(query).behind(SortKey.of(open.last().getAsLong())));
            }
        }

        private boolean goesOn(long ordinal) {
            if (reservations.isFull() || lookedAt == MOST_LOOKED_AT) {
                next = Optional.of(cursor(query).behind(SortKey.of(lastLookedAt)));
                return false;
            }
            lookedAt++;
            lastLookedAt = ordinal;
            return true;
        }

        private void takeEnded(long ordinal, LedgerEntry end, LoggedReservation logged) {
            if (wanted(status(end.type()))) {
                rows.reserved(ordinal).ifPresent(
                        reservation -> take(lasted(reservation, end),
                                standing(reservation, end, refund(rows, logged))));
            }
        }

        private void take(Reservation reservation, Standing standing) {
            if (wanted(standing.status())) {
                reservations.add(ReservationView.of(query.customer(), externalCustomerId, reservation, standing));
            }
        }

        private boolean wanted(ReservationStatus status) {
            return query.status().isEmpty() || query.status().get() == status;
        }

        Reply reply() {
            return reservations.reply(next);
        }
    }
}
