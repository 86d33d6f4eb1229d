package io.quotastack.client;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a check says of a metric, or of a feature of the customer's plan.
 *
 * @param reason why not; absent when it is allowed
 * @param asOfSequence the last entry of the ledger that it knows of
 * @param document the whole answer: costs and balances of a metric, type and value of a feature
 */
public record Entitlement(boolean allowed, Optional<String> reason, long asOfSequence, JsonNode document) {

    static Entitlement of(JsonNode answer) {
        return new Entitlement(Member.flag(answer, "allowed"), Optional.ofNullable(answer.path("reason").textValue()),
                Member.number(answer, "as_of_sequence"), answer);
    }
}
