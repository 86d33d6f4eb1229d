package io.quotastack.core.scenario;

import java.util.List;
import java.util.stream.Collectors;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;

/** Writes an entry in one short line: {@code usage -30 [1:20 over:10]}, {@code grant +50 [2:50] repaid [2:10]},
 * {@code reserve 0 held +30 [1:30]}. */
public final class EntryText {

    private EntryText() {}

    public static String of(LedgerEntry entry) {
        String held = entry.reservedDelta() == 0 ? "" : " held " + signed(entry.reservedDelta());
        String moved = entry.type().text() + " " + signed(entry.delta()) + held + " " + shares(entry.allocations());
        return entry.repaid().isEmpty() ? moved : moved + " repaid " + shares(entry.repaid());
    }

    private static String signed(long amount) {
        return amount > 0 ? "+" + amount : Long.toString(amount);
    }

    private static String shares(List<Allocation> shares) {
        return shares.stream()
                .map(share -> (share.block().isPresent() ? Long.toString(share.block().getAsLong()) : "over") + ":"
                        + share.amount())
                .collect(Collectors.joining(" ", "[", "]"));
    }
}
