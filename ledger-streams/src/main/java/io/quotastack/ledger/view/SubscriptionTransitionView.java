package io.quotastack.ledger.view;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of a subscription once, as its history answers it (CONTRACT 9).
 *
 * @param id of the customer event of it
 * @param sequence of that event
 * @param cause {@code time}, or the id of the request that asked for it
 * @param subscription after it
 */
public record SubscriptionTransitionView(
        String id,
        String type,
        Instant occurredAt,
        long sequence,
        String cause,
        JsonNode subscription) {}
