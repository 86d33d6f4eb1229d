package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;

/**
 * A ledger entry as answered (CONTRACT 3): exactly what its hash covers, and the hash. A member added here changes what
 * clients hash, so it comes together with {@link io.quotastack.core.ledger.EntryHash}.
 *
 * @param lines only where usage was given as lines: of all others there is no such member
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines,
        Map<String, String> metadata,
        Instant occurredAt,
        Instant recordedAt,
        String previousHash,
        String hash) {

    public static EntryView of(LedgerEntry entry) {
        Optional<UsageRef> usage = entry.usage();
        Optional<PricedLine> ofOneMetric = usage.flatMap(UsageRef::ofOneMetric);
        return new EntryView(entry.id(), entry.sequence(), entry.type().text(), entry.delta(), entry.reservedDelta(),
                entry.after().balance(), entry.after().reserved(),
                AllocationView.of(entry.customer(), entry.allocations()),
                AllocationView.of(entry.customer(), entry.repaid()), entry.cause().commandId(),
                entry.cause().idempotencyKey(), usage.flatMap(UsageRef::eventId), reservationId(entry),
                subscriptionId(entry), entry.externalPaymentId(),
                ofOneMetric.map(PricedLine::metricKey), ofOneMetric.map(PricedLine::ruleId),
                ofOneMetric.map(PricedLine::units), linesOf(usage),
                new TreeMap<>(entry.metadata()), entry.occurredAt(), entry.recordedAt(), entry.previousHash(),
                entry.hash());
    }

    static List<LineView> linesOf(Optional<UsageRef> usage) {
        return usage.isPresent() ? LineView.of(usage.get().priced()) : List.of();
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
