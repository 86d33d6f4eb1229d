package io.quotastack.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A usage event that was charged. In millicredits.
 *
 * @param effectiveBalance what a new charge can use
 * @param document the whole answer, with its allocations
 */
public record Charge(
        String eventId,
        long cost,
        String ledgerEntryId,
        long balance,
        long effectiveBalance,
        JsonNode document) {

    static Charge of(JsonNode answer) {
        return new Charge(Member.text(answer, "event_id"), Member.number(answer, "cost"),
                Member.text(answer, "ledger_entry_id"), Member.number(answer, "balance"),
                Member.number(answer, "effective_balance"), answer);
    }
}
