package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.ledger.LedgerEntry;

/**
 * The answer to every write of credits (CONTRACT 3); amounts are millicredits, balances those after all entries.
 *
 * @param ledgerEntryId the first of {@code ledgerEntryIds}
 * @param block the first of {@code blocks}, null when none was made
 * @param externalPaymentId the payment behind it, null when none was named
 */
public record CreditsWrittenView(
        String ledgerEntryId,
        List<String> ledgerEntryIds,
        Optional<BlockView> block,
        List<BlockView> blocks,
        long version,
        long balance,
        long reservedBalance,
        long effectiveBalance,
        String customerId,
        String externalCustomerId,
        Optional<String> externalPaymentId) {

    /**
     * The answer to a grant, of a package with a bonus of two: of nothing but their entries, so that it can be given again.
     *
     * @param grants by sequence, at least one
     */
    public static CreditsWrittenView ofGrants(List<LedgerEntry> grants, String externalCustomerId) {
        return of(grants, grants.stream().map(BlockView::granted).toList(), externalCustomerId);
    }

    /**
     * The answer that a write's entries lead to.
     *
     * @param entries by sequence, at least one
     * @param blocks those that the write made
     */
    public static CreditsWrittenView of(List<LedgerEntry> entries, List<BlockView> blocks, String externalCustomerId) {
        LedgerEntry last = entries.getLast();
        return new CreditsWrittenView(entries.getFirst().id(), entries.stream().map(LedgerEntry::id).toList(),
                blocks.stream().findFirst(), blocks, last.sequence(), last.after().balance(), last.after().reserved(),
                last.after().effective(),
                last.customer().customerId().toString(), externalCustomerId,
                entries.getFirst().externalPaymentId());
    }
}
