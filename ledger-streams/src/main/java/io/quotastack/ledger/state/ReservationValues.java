package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.internal.EstimateRecord;
import io.quotastack.internal.EstimatedLineRecord;
import io.quotastack.internal.EstimatedLinesRecord;
import io.quotastack.internal.HeldAllocationRecord;
import io.quotastack.internal.ReservationRecord;
import io.quotastack.platform.store.NumberBytes;

/** Reservations as the store has them, and back. */
final class ReservationValues {

    private ReservationValues() {}

    static ReservationRecord toAvro(Reservation reservation) {
        return new ReservationRecord(reservation.credits(),
                reservation.estimate().map(ReservationValues::toAvro).orElse(null),
                reservation.heldAllocations().stream()
                        .map(heldAllocation -> new HeldAllocationRecord(heldAllocation.block().orElseThrow(),
                                heldAllocation.amount()))
                        .toList(),
                reservation.metadata(), reservation.createdAt().toEpochMilli(),
                reservation.expiresAt().toEpochMilli());
    }

    static Reservation reservation(long ordinal, ReservationRecord row) {
        return new Reservation(ordinal, row.getCredits(),
                Optional.ofNullable(row.getEstimate()).map(estimate -> estimate(estimate, row.getCredits())),
                row.getHeldAllocations().stream()
                        .map(heldAllocation -> Allocation.ofBlock(heldAllocation.getBlock(),
                                heldAllocation.getAmount()))
                        .toList(),
                row.getMetadata(), Instant.ofEpochMilli(row.getCreatedAt()),
                Instant.ofEpochMilli(row.getExpiresAt()));
    }

    private static Object toAvro(PricedUsage estimate) {
        return estimate.ofOneMetric()
                .<Object>map(from -> new EstimateRecord(from.metricKey(), from.ruleId(), from.units()))
                .orElseGet(() -> new EstimatedLinesRecord(estimate.lines().stream()
                        .map(line -> new EstimatedLineRecord(line.metricKey(), line.ruleId(), line.units(),
                                line.cost(), line.metadata()))
                        .toList()));
    }

    /** @param credits held: what one metric was estimated at, since nothing else is held for it */
    private static PricedUsage estimate(Object estimate, long credits) {
        return switch (estimate) {
            case EstimateRecord from -> PricedUsage.of(from.getBillableMetricKey(), from.getRuleId(), from.getUnits(),
                    credits);
            case EstimatedLinesRecord from -> new PricedUsage(from.getLines().stream()
                    .map(line -> new PricedLine(line.getBillableMetricKey(), line.getRuleId(), line.getUnits(),
                            line.getCost(), line.getMetadata()))
                    .toList(), true);
            default -> throw new IllegalArgumentException("no estimate: " + estimate.getClass().getName());
        };
    }

    /** By its letter, since each reservation leaves one such row for ever. */
    static ByteBuffer bytes(ReservationEnd end) {
        return NumberBytes.row(1).put(letter(end));
    }

    static ReservationEnd end(ByteBuffer row) {
        byte letter = row.get();
        for (ReservationEnd end : ReservationEnd.values()) {
            if (letter(end) == letter) {
                return end;
            }
        }
        throw new IllegalStateException("no end of a reservation: " + letter);
    }

    private static byte letter(ReservationEnd end) {
        return (byte) switch (end) {
            case COMMITTED -> 'c';
            case REFUNDED -> 'b';
            case RELEASED -> 'r';
            case EXPIRED -> 'e';
        };
    }
}
