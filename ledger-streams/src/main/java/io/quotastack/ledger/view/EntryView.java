package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;

/**
 * A ledger entry as answered (CONTRACT 3): exactly what its hash covers, and the hash. A member added here changes what
 * clients hash, so it comes together with {@link io.quotastack.core.ledger.EntryHash}.
 */
public record EntryView(
        String id,
        long sequence,
        String type,
        long delta,
        long reservedDelta,
        long balanceAfter,
        long reservedAfter,
        List<AllocationView> allocations,
        List<AllocationView> repaid,
        String commandId,
        Optional<String> idempotencyKey,
        Optional<String> usageEventId,
        Optional<String> reservationId,
        Optional<String> subscriptionId,
        Optional<String> externalPaymentId,
        Optional<String> billableMetricKey,
        Optional<String> ruleId,
        Optional<Long> units,
        Map<String, String> metadata,
        Instant occurredAt,
        Instant recordedAt,
        String previousHash,
        String hash) {

    public static EntryView of(LedgerEntry entry) {
        Optional<UsageRef> usage = entry.usage();
        return new EntryView(entry.id(), entry.sequence(), entry.type().text(), entry.delta(), entry.reservedDelta(),
                entry.after().balance(), entry.after().reserved(),
                AllocationView.of(entry.customer(), entry.allocations()),
                AllocationView.of(entry.customer(), entry.repaid()), entry.cause().commandId(),
                entry.cause().idempotencyKey(), usage.flatMap(UsageRef::eventId), reservationId(entry),
                subscriptionId(entry), entry.externalPaymentId(),
                usage.map(UsageRef::metricKey), usage.map(UsageRef::ruleId), usage.map(UsageRef::units),
                new TreeMap<>(entry.metadata()), entry.occurredAt(), entry.recordedAt(), entry.previousHash(),
                entry.hash());
    }

    private static Optional<String> subscriptionId(LedgerEntry entry) {
        return entry.subscription().isPresent()
                ? Optional.of(Subscription.idOf(entry.customer(), entry.subscription().getAsLong()))
                : Optional.empty();
    }

    static Optional<String> reservationId(LedgerEntry entry) {
        return entry.reservation().isPresent()
                ? Optional.of(Reservation.idOf(entry.customer(), entry.reservation().getAsLong()))
                : Optional.empty();
    }
}
