package io.quotastack.core.decide.charge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;

/**
 * What usage costs a customer by the rules (CONTRACT 4).
 *
 * @param unitsBefore of usage of one metric: the tier counter that goes with the price, before the charge
 * @param lineUnitsBefore of usage that was given as lines: what the price of each counts on from
 * @param countedValues the counters of values that it adds to
 * @param cost millicredits, of all lines
 */
public record Quote(
        PricedUsage usage,
        long unitsBefore,
        List<Long> lineUnitsBefore,
        List<CountedValues> countedValues,
        long cost) {

    /**
     * A cost that the caller said, of no units. Lines share it in proportion to what was estimated for each, rounded down;
     * the first has the rest.
     */
    static Quote shared(long cost, PricedUsage held) {
        long whole = held.lines().stream().mapToLong(PricedLine::cost).sum();
        long left = cost;
        List<PricedLine> lines = new ArrayList<>(held.lines().size());
        for (PricedLine line : held.lines().subList(1, held.lines().size())) {
            long share = whole == 0 ? 0 : Amounts.scaled(cost, line.cost(), whole);
            lines.add(withoutUnits(line, share));
            left -= share;
        }
        lines.addFirst(withoutUnits(held.lines().getFirst(), left));
        return new Quote(new PricedUsage(lines, true), 0, List.of(), List.of(), cost);
    }

    private static PricedLine withoutUnits(PricedLine line, long cost) {
        return new PricedLine(line.metricKey(), line.ruleId(), 0, cost, line.metadata());
    }

    public UsageRef usage(Optional<String> eventId) {
        return new UsageRef(eventId, usage);
    }

    /** Notes in the entry what the prices counted on from. */
    public EntryDraft noteIn(EntryDraft entryDraft) {
        return entryDraft.pricedFrom(unitsBefore, lineUnitsBefore);
    }
}
