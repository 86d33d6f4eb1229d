package io.quotastack.client;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A reservation after a write of it. In millicredits.
 *
 * @param status {@code active}, {@code committed}, {@code released} or {@code expired}
 * @param expiresAt from that instant on it cannot be committed
 * @param effectiveBalance what a new charge can use
 * @param document the whole answer
 */
public record Hold(
        String id,
        String status,
        long reservedCredits,
        Instant expiresAt,
        long effectiveBalance,
        JsonNode document) {

    static Hold of(JsonNode answer) {
        return new Hold(Member.text(answer, "id"), Member.text(answer, "status"),
                Member.number(answer, "reserved_credits"), Instant.parse(Member.text(answer, "expires_at")),
                Member.number(answer, "effective_balance"), answer);
    }
}
