package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event that comes to the end of its customer's queue. */
record Enqueueing(DeliveryKey key, Delivery delivery, List<WebhookChange> changes) {

    static Enqueueing of(WebhookState state, WebhookEvent event, Optional<String> replayId, Instant now) {
        Optional<CustomerQueue> before = state.queue(event.customer());
        CustomerQueue after = before.orElse(CustomerQueue.EMPTY).added(now);
        var key = new DeliveryKey(event.customer(), after.last());
        Delivery delivery = Delivery.of(event, replayId, now);
        return new Enqueueing(key, delivery, List.of(new WebhookChange.DeliveryAdded(key, delivery),
                new WebhookChange.QueueChanged(event.customer(), before, after)));
    }
}
