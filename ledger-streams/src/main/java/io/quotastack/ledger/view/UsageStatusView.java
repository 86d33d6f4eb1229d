package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.usage.UsageEvent;

/**
 * What became of a usage event, as answered (CONTRACT 5).
 *
 * @param timestamp that prices the event
 * @param charge null unless charged; stays when that was voided
 * @param problem null unless refused
 */
public record UsageStatusView(
        String eventId,
        String status,
        String customerId,
        String externalCustomerId,
        String billableMetricKey,
        long units,
        Instant timestamp,
        Optional<ChargeView> charge,
        Optional<JsonNode> problem) {

    /** A charge as answered; cost in millicredits. */
    public record ChargeView(String ledgerEntryId, long cost, String ruleId, List<AllocationView> allocations) {}

    /** An event that is durable and not decided yet. */
    public static UsageStatusView pending(CustomerKey customer, String externalCustomerId, UsageEvent event,
            Instant timestamp) {
        return undecided("pending", customer, externalCustomerId, event, timestamp, Optional.empty());
    }

    /** An event that was taken in and then refused. */
    public static UsageStatusView refused(CustomerKey customer, String externalCustomerId, UsageEvent event,
            Instant timestamp, JsonNode problem) {
        return undecided("refused", customer, externalCustomerId, event, timestamp, Optional.of(problem));
    }

    /** An event that was charged, whose charge may have been given back since. */
    public static UsageStatusView charged(LedgerEntry charge, String externalCustomerId, boolean voided) {
        UsageRef usage = charge.usage().orElseThrow();
        return new UsageStatusView(usage.eventId().orElseThrow(), voided ? "voided" : "charged",
                charge.customer().customerId().toString(), externalCustomerId, usage.metricKey(), usage.units(),
                charge.context().usageTimestamp().orElseThrow(),
                Optional.of(new ChargeView(charge.id(), Math.negateExact(charge.delta()), usage.ruleId(),
                        AllocationView.of(charge.customer(), charge.allocations()))),
                Optional.empty());
    }

    private static UsageStatusView undecided(String status, CustomerKey customer, String externalCustomerId,
            UsageEvent event, Instant timestamp, Optional<JsonNode> problem) {
        return new UsageStatusView(event.eventId(), status, customer.customerId().toString(), externalCustomerId,
                event.metricKey(), event.units(), timestamp, Optional.empty(), problem);
    }
}
