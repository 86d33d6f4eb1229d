package io.quotastack.webhook.read;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptRow;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.webhook.send.EventBody;
import io.quotastack.webhook.state.DeliveryPlace;
import io.quotastack.webhook.state.Queues;

/**
 * A delivery as answered, with all its attempts.
 *
 * @param eventId what every attempt bears as {@code webhook-id}
 * @param customerId null for a test event
 * @param replayId of the replay that made it, null for a first delivery
 */
public record DeliveryView(String id, String eventId, String type, Optional<String> customerId,
        Optional<String> externalCustomerId, Optional<Long> sequence, String status, Instant createdAt,
        Optional<Instant> nextAttemptAt, Optional<String> replayId, List<Attempt> attempts) {

    /**
     * One attempt.
     *
     * @param statusCode null when no answer came
     * @param error why no answer came, null when one did
     * @param responseBody the first KiB
     */
    public record Attempt(Instant attemptedAt, Optional<Integer> statusCode, Optional<String> error, long latencyMs,
            String responseBody) {

        private static Attempt of(AttemptRow row) {
            return new Attempt(Instant.ofEpochMilli(row.getAttemptedAt()),
                    Optional.of(row.getStatusCode()).filter(code -> code != 0),
                    Optional.of(row.getError()).filter(error -> !error.isEmpty()), row.getLatencyMs(),
                    row.getAnswer());
        }
    }

    public static DeliveryView of(DeliveryPlace place, DeliveryRow row) {
        CustomerEvent event = row.getEvent();
        Optional<CustomerEvent> ofCustomer = Optional.of(event).filter(told -> !EventBody.isOfNobody(told));
        return new DeliveryView(place.id(), event.getId(), event.getType(),
                ofCustomer.map(CustomerEvent::getCustomerId),
                ofCustomer.map(CustomerEvent::getExternalCustomerId), ofCustomer.map(CustomerEvent::getSequence),
                row.getStatus(), Instant.ofEpochMilli(row.getCreatedAt()),
                Optional.of(row.getNextAttemptAt()).filter(at -> at != Queues.NEVER).map(Instant::ofEpochMilli),
                Optional.ofNullable(row.getReplayId()), row.getAttempts().stream().map(Attempt::of).toList());
    }
}
