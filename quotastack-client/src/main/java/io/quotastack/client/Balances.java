package io.quotastack.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a customer has after a write of credits, or now. In millicredits.
 *
 * @param effective what a new charge can use
 * @param version the last sequence of the ledger
 * @param document the whole answer
 */
public record Balances(long balance, long reserved, long effective, long version, JsonNode document) {

    static Balances of(JsonNode answer) {
        return new Balances(Member.number(answer, "balance"), Member.number(answer, "reserved_balance"),
                Member.number(answer, "effective_balance"), Member.number(answer, "version"), answer);
    }
}
