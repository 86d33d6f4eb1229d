package io.quotastack.ledger.view;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;

/** The answer to a usage that was charged (CONTRACT 5); amounts are millicredits, balances those after the charge. */
public record UsageView(
        String eventId,
        String customerId,
        String externalCustomerId,
        String billableMetricKey,
        long units,
        Instant timestamp,
        long cost,
        String ruleId,
        String ledgerEntryId,
        List<AllocationView> allocations,
        long balance,
        long reservedBalance,
        long effectiveBalance) implements SelfWritten {

    private static final MemberNames NAMES = MemberNames.of(UsageView.class);

    /** The answer that the charge's entry leads to. */
    public static UsageView of(LedgerEntry charge, String externalCustomerId) {
        UsageRef usage = charge.usage().orElseThrow();
        return new UsageView(usage.eventId().orElseThrow(), charge.customer().customerId().toString(),
                externalCustomerId,
                usage.metricKey(), usage.units(), charge.context().usageTimestamp().orElseThrow(),
                Math.negateExact(charge.delta()), usage.ruleId(), charge.id(),
                AllocationView.of(charge.customer(), charge.allocations()), charge.after().balance(),
                charge.after().reserved(), charge.after().effective());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        MemberWriter.begin(json, NAMES).text(eventId).text(customerId).text(externalCustomerId)
                .text(billableMetricKey).number(units).time(timestamp).number(cost).text(ruleId).text(ledgerEntryId)
                .list(allocations).number(balance).number(reservedBalance).number(effectiveBalance).end();
    }
}
