package io.quotastack.webhook.read;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.webhook.send.EventBody;

/**
 * One delivery as answered, with what its attempts send, so that a signature can be checked against it (CONTRACT 10).
 *
 * @param webhookTimestamp the header {@code webhook-timestamp} of the latest attempt, in seconds; null before the first
 * @param body the very text that every attempt posts, over which {@code webhook-signature} is
 */
record DeliveryDetailView(@JsonUnwrapped DeliveryView delivery, Optional<Long> webhookTimestamp, String body) {

    static DeliveryDetailView of(DeliveryKey key, Delivery delivery) {
        Optional<AttemptResult> latest = delivery.attempts().isEmpty()
                ? Optional.empty()
                : Optional.of(delivery.attempts().getLast());
        return new DeliveryDetailView(DeliveryView.of(key, delivery),
                latest.map(attempt -> attempt.attemptedAt().getEpochSecond()),
                EventBody.text(EventBody.of(delivery.event())));
    }
}
