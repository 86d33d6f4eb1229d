package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;

/**
 * A reservation as answered (CONTRACT 7); amounts are millicredits.
 *
 * @param billableMetricKey null, with {@code estimatedUnits} and {@code ruleId}, for a hold in plain credits or of lines
 * @param allocations what it keeps or kept, in burn order; the share that the overage policy let it hold has no block
 * @param committedCredits null unless it was committed
 * @param releasedCredits what was held and not charged; null while it is active
 * @param refundedAt when what was charged was given back; null unless it was
 * @param ledgerEntryId the entry that changed it last
 * @param lines of a hold of lines only: what it was estimated at
 */
public record ReservationView(
        String id,
        String status,
        String customerId,
        String externalCustomerId,
        Optional<String> billableMetricKey,
        Optional<Long> estimatedUnits,
        long reservedCredits,
        Optional<String> ruleId,
        List<AllocationView> allocations,
        Map<String, String> metadata,
        Instant expiresAt,
        Instant createdAt,
        Optional<Long> committedCredits,
        Optional<Long> releasedCredits,
        Optional<Instant> refundedAt,
        String ledgerEntryId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines) {

    /**
     * How far a reservation has come.
     *
     * @param lastEntry the sequence of the entry that changed it last
     */
    public record Standing(
            ReservationStatus status,
            Optional<Long> committed,
            Optional<Long> released,
            Optional<Instant> refundedAt,
            long lastEntry) {

        /** Its credits are held. */
        public static Standing active(Reservation reservation) {
            return new Standing(ReservationStatus.ACTIVE, Optional.empty(), Optional.empty(), Optional.empty(),
                    reservation.ordinal());
        }

        /** Its time ran out, though no entry says so yet. */
        public static Standing overdue(Reservation reservation) {
            return new Standing(ReservationStatus.EXPIRED, Optional.empty(), Optional.of(reservation.credits()),
                    Optional.empty(), reservation.ordinal());
        }

        public static Standing ended(ReservationStatus status, long committed, long released, long lastEntry) {
            return new Standing(status,
                    status == ReservationStatus.COMMITTED ? Optional.of(committed) : Optional.empty(),
                    Optional.of(released), Optional.empty(), lastEntry);
        }

        /** What it was charged was given back since. */
        public Standing refunded(Instant at, long refund) {
            return new Standing(status, committed, released, Optional.of(at), refund);
        }
    }

    public static ReservationView of(CustomerKey customer, String externalCustomerId, Reservation reservation,
            Standing standing) {
        Optional<PricedLine> ofOneMetric = reservation.estimate().flatMap(PricedUsage::ofOneMetric);
        return new ReservationView(Reservation.idOf(customer, reservation.ordinal()), standing.status().text(),
                customer.customerId().toString(), externalCustomerId,
                ofOneMetric.map(PricedLine::metricKey), ofOneMetric.map(PricedLine::units), reservation.credits(),
                ofOneMetric.map(PricedLine::ruleId),
                AllocationView.of(customer, held(reservation)), new TreeMap<>(reservation.metadata()),
                reservation.expiresAt(),
                reservation.createdAt(), standing.committed(), standing.released(),
                standing.refundedAt(), LedgerEntry.idOf(customer, standing.lastEntry()),
                reservation.estimate().map(LineView::of).orElse(List.of()));
    }

    private static List<Allocation> held(Reservation reservation) {
        List<Allocation> held = new ArrayList<>(reservation.heldAllocations());
        if (reservation.heldBeyondBlocks() > 0) {
            held.add(Allocation.ofOverage(reservation.heldBeyondBlocks()));
        }
        return held;
    }
}
