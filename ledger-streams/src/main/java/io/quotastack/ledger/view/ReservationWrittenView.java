package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.quotastack.core.account.Account;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * The answer to what makes, ends or extends a reservation: the reservation, and what every write of credits answers
 * (CONTRACT 3, 7); amounts are millicredits.
 *
 * @param ledgerEntryIds none for an extension, which moves no credits
 * @param block null: no reservation makes one
 */
public record ReservationWrittenView(
        @JsonUnwrapped ReservationView reservation,
        List<String> ledgerEntryIds,
        Optional<BlockView> block,
        List<BlockView> blocks,
        long version,
        long balance,
        long reservedBalance,
        long effectiveBalance) {

    public static ReservationWrittenView of(ReservationView reservation, List<LedgerEntry> entries, Account after) {
        return new ReservationWrittenView(reservation, entries.stream().map(LedgerEntry::id).toList(),
                Optional.empty(), List.of(), after.version(), after.balance(), after.reserved(), after.effective());
    }
}
