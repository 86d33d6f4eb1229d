package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;

/**
 * What became of a usage event, as answered (CONTRACT 5).
 *
 * @param billableMetricKey null, with {@code units}, where the event is of lines
 * @param timestamp that prices the event
 * @param charge null unless charged; stays when that was voided
 * @param problem null unless refused
 * @param lines only where the event is of lines
 */
public record UsageStatusView(
        String eventId,
        String status,
        String customerId,
        String externalCustomerId,
        Optional<String> billableMetricKey,
        Optional<Long> units,
        Instant timestamp,
        Optional<ChargeView> charge,
        Optional<JsonNode> problem,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines) {

    /**
     * A charge as answered.
     *
     * @param cost millicredits, of all lines
     * @param ruleId null where the lines have their own
     */
    public record ChargeView(
            String ledgerEntryId,
            long cost,
            Optional<String> ruleId,
            List<AllocationView> allocations) {}

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
        Optional<PricedLine> ofOneMetric = usage.ofOneMetric();
        return new UsageStatusView(usage.eventId().orElseThrow(), voided ? "voided" : "charged",
                charge.customer().customerId().toString(), externalCustomerId,
                ofOneMetric.map(PricedLine::metricKey), ofOneMetric.map(PricedLine::units),
                charge.context().usageTimestamp().orElseThrow(),
                Optional.of(new ChargeView(charge.id(), Math.negateExact(charge.delta()),
                        ofOneMetric.map(PricedLine::ruleId),
                        AllocationView.of(charge.customer(), charge.allocations()))),
                Optional.empty(), LineView.of(usage.priced()));
    }

    private static UsageStatusView undecided(String status, CustomerKey customer, String externalCustomerId,
            UsageEvent event, Instant timestamp, Optional<JsonNode> problem) {
        Optional<UsageLine> ofOneMetric = event.usage().ofOneMetric();
        return new UsageStatusView(event.eventId(), status, customer.customerId().toString(), externalCustomerId,
                ofOneMetric.map(UsageLine::metricKey), ofOneMetric.map(UsageLine::units), timestamp, Optional.empty(),
                problem, LineView.of(event.usage()));
    }
}
