package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Deletes what is over: deliveries long delivered, and answers that no repeated request can ask for any more. */
public final class RetentionDecider {

    private RetentionDecider() {}

    /** How many rows are deleted; what is not over stays, whoever named it. */
    public static WebhookDecision<Integer> decide(WebhookState state, WebhookInput.RetentionElapsed input,
            Instant now) {
        List<WebhookChange> changes = new ArrayList<>();
        input.deliveries().stream().distinct().forEach(key -> state.delivery(key)
                .filter(delivery -> delivery.isOver(input.kept(), now))
                .ifPresent(delivery -> changes.add(new WebhookChange.DeliveryDeleted(key, delivery.createdAt()))));
        input.answers().stream().distinct()
                .filter(request -> state.answer(request.owner(), request.idempotencyKey())
                        .filter(mark -> !mark.keptAt(now)).isPresent())
                .forEach(request -> changes
                        .add(new WebhookChange.AnswerDeleted(request.owner(), request.idempotencyKey())));
        return new WebhookDecision<>(changes, changes.size());
    }
}
