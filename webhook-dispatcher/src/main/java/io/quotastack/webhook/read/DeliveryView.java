package io.quotastack.webhook.read;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.Discarded;
import io.quotastack.core.webhook.WebhookEvent;

/**
 * A delivery as answered, with all its attempts.
 *
 * @param eventId what every attempt bears as {@code webhook-id}
 * @param customerId null for a test event
 * @param replayId of the replay that made it, null for a first delivery
 * @param discardedAt with {@code discardedBy}, the id of an API key, null unless that is its status
 * @param discardId of the discard of a range that it was in, if it was in one
 */
public record DeliveryView(
        String id,
        String eventId,
        String type,
        Optional<String> customerId,
        Optional<String> externalCustomerId,
        Optional<Long> sequence,
        String status,
        Instant createdAt,
        Optional<Instant> nextAttemptAt,
        Optional<String> replayId,
        Optional<Instant> discardedAt,
        Optional<String> discardedBy,
        Optional<String> discardId,
        List<Attempt> attempts) {

    /**
     * One attempt.
     *
     * @param statusCode null when no answer came
     * @param error why no answer came, null when one did
     * @param responseBody the first KiB
     */
    public record Attempt(
            Instant attemptedAt,
            Optional<Integer> statusCode,
            Optional<String> error,
            long latencyMs,
            String responseBody) {

        private static Attempt of(AttemptResult result) {
            return new Attempt(result.attemptedAt(), Optional.of(result.statusCode()).filter(code -> code != 0),
                    Optional.of(result.error()).filter(error -> !error.isEmpty()), result.latency().toMillis(),
                    result.responseBody());
        }
    }

    public static DeliveryView of(DeliveryKey key, Delivery delivery) {
        WebhookEvent event = delivery.event();
        Optional<WebhookEvent> ofCustomer = Optional.of(event).filter(some -> !some.isTest());
        return new DeliveryView(key.id(), event.id(), event.type(),
                ofCustomer.map(WebhookEvent::customer).map(customer -> customer.customerId().toString()),
                ofCustomer.map(WebhookEvent::externalCustomerId), ofCustomer.map(WebhookEvent::sequence),
                delivery.status().text(), delivery.createdAt(), delivery.nextAttemptAt(), delivery.replayId(),
                delivery.discarded().map(Discarded::at), delivery.discarded().map(Discarded::by),
                delivery.discarded().flatMap(Discarded::discardId),
                delivery.attempts().stream().map(Attempt::of).toList());
    }
}
