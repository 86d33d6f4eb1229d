package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Hold;
import io.quotastack.core.reservation.ReservationStatus;

/**
 * A reservation as answered (CONTRACT 7); amounts are millicredits.
 *
 * @param billableMetricKey null, with {@code estimatedUnits} and {@code ruleId}, for a hold in plain credits
 * @param allocations what it keeps or kept, in burn order; the share that the overage policy let it hold has no block
 * @param committedCredits null unless it was committed
 * @param releasedCredits what was held and not charged; null while it is active
 * @param refundedAt when what was charged was given back; null unless it was
 * @param ledgerEntryId the entry that changed it last
 */
public record ReservationView(String id, String status, String customerId, String externalCustomerId,
        Optional<String> billableMetricKey, Optional<Long> estimatedUnits, long reservedCredits,
        Optional<String> ruleId, List<AllocationView> allocations, Map<String, String> metadata, Instant expiresAt,
        Instant createdAt, Optional<Long> committedCredits, Optional<Long> releasedCredits,
        Optional<Instant> refundedAt,
        String ledgerEntryId) {

    /**
     * How far a reservation has come.
     *
     * @param lastEntry the sequence of the entry that changed it last
     */
    public record Standing(ReservationStatus status, Optional<Long> committed, Optional<Long> released,
            Optional<Instant> refundedAt, long lastEntry) {

        /** Its credits are held. */
        public static Standing active(Hold hold) {
            return new Standing(ReservationStatus.ACTIVE, Optional.empty(), Optional.empty(), Optional.empty(),
                    hold.ordinal());
        }

        /** Its time ran out, though no entry says so yet. */
        public static Standing overdue(Hold hold) {
            return new Standing(ReservationStatus.EXPIRED, Optional.empty(), Optional.of(hold.credits()),
                    Optional.empty(), hold.ordinal());
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

    public static ReservationView of(CustomerKey customer, String externalCustomerId, Hold hold, Standing standing) {
        return new ReservationView(Hold.idOf(customer, hold.ordinal()), standing.status().text(),
                customer.customerId().toString(), externalCustomerId, hold.estimate().map(Hold.Estimate::metricKey),
                hold.estimate().map(Hold.Estimate::units), hold.credits(), hold.estimate().map(Hold.Estimate::ruleId),
                AllocationView.of(customer, held(hold)), new TreeMap<>(hold.metadata()), hold.expiresAt(),
                hold.createdAt(), standing.committed(), standing.released(),
                standing.refundedAt(), LedgerEntry.idOf(customer, standing.lastEntry()));
    }

    private static List<Allocation> held(Hold hold) {
        List<Allocation> held = new ArrayList<>(hold.pins());
        if (hold.unpinned() > 0) {
            held.add(Allocation.ofOverage(hold.unpinned()));
        }
        return held;
    }
}
