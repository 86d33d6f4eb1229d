package io.quotastack.ledger.view;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;

/**
 * The answer to a usage that was charged (CONTRACT 5); amounts are millicredits, balances those after the charge.
 *
 * @param billableMetricKey null, with {@code units} and {@code ruleId}, where the event was of lines
 * @param lines only where it was
 */
public record UsageView(
        String eventId,
        String customerId,
        String externalCustomerId,
        Optional<String> billableMetricKey,
        Optional<Long> units,
        Instant timestamp,
        long cost,
        Optional<String> ruleId,
        String ledgerEntryId,
        List<AllocationView> allocations,
        long balance,
        long reservedBalance,
        long effectiveBalance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines) implements SelfWritten {

    private static final MemberNames NAMES = MemberNames.of(UsageView.class);

    /** The answer that the charge's entry leads to. */
    public static UsageView of(LedgerEntry charge, String externalCustomerId) {
        UsageRef usage = charge.usage().orElseThrow();
        Optional<PricedLine> ofOneMetric = usage.ofOneMetric();
        return new UsageView(usage.eventId().orElseThrow(), charge.customer().customerId().toString(),
                externalCustomerId,
                ofOneMetric.map(PricedLine::metricKey), ofOneMetric.map(PricedLine::units),
                charge.context().usageTimestamp().orElseThrow(), Math.negateExact(charge.delta()),
                ofOneMetric.map(PricedLine::ruleId), charge.id(),
                AllocationView.of(charge.customer(), charge.allocations()), charge.after().balance(),
                charge.after().reserved(), charge.after().effective(), LineView.of(usage.priced()));
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        MemberWriter.begin(json, NAMES).text(eventId).text(customerId).text(externalCustomerId)
                .optionalText(billableMetricKey).optionalNumber(units).time(timestamp).number(cost)
                .optionalText(ruleId).text(ledgerEntryId).list(allocations).number(balance).number(reservedBalance)
                .number(effectiveBalance).listIfAny(lines).end();
    }
}
