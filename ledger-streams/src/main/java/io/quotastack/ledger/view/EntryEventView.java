package io.quotastack.ledger.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;

/**
 * The data of a customer event that tells of a ledger entry: what moved and the balances after it; millicredits. The
 * whole entry is a GET away, by its id.
 *
 * @param blockId of the block that the entry made, null when it made none
 * @param lines only where usage was given as lines
 */
public record EntryEventView(
        String ledgerEntryId,
        long ledgerSequence,
        String entryType,
        long delta,
        long reservedDelta,
        List<AllocationView> allocations,
        Optional<String> blockId,
        Optional<String> reservationId,
        Optional<String> externalPaymentId,
        Optional<String> usageEventId,
        Optional<String> billableMetricKey,
        Optional<Long> units,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineView> lines,
        Map<String, String> metadata,
        long balance,
        long reservedBalance,
        long effectiveBalance) implements SelfWritten {

    private static final MemberNames NAMES = MemberNames.of(EntryEventView.class);

    public static EntryEventView of(LedgerEntry entry) {
        Optional<UsageRef> usage = entry.usage();
        Optional<PricedLine> ofOneMetric = usage.flatMap(UsageRef::ofOneMetric);
        return new EntryEventView(entry.id(), entry.sequence(), entry.type().text(), entry.delta(),
                entry.reservedDelta(),
                AllocationView.of(entry.customer(), entry.allocations()),
                entry.context().newBlock().map(block -> BlockView.idOf(entry.customer(), block.ordinal())),
                EntryView.reservationId(entry), entry.externalPaymentId(), usage.flatMap(UsageRef::eventId),
                ofOneMetric.map(PricedLine::metricKey), ofOneMetric.map(PricedLine::units), EntryView.linesOf(usage),
                entry.metadata(), entry.after().balance(), entry.after().reserved(),
                entry.after().effective());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        MemberWriter.begin(json, NAMES).text(ledgerEntryId).number(ledgerSequence).text(entryType).number(delta)
                .number(reservedDelta).list(allocations).optionalText(blockId).optionalText(reservationId)
                .optionalText(externalPaymentId).optionalText(usageEventId).optionalText(billableMetricKey)
                .optionalNumber(units).listIfAny(lines).texts(metadata).number(balance).number(reservedBalance)
                .number(effectiveBalance).end();
    }
}
