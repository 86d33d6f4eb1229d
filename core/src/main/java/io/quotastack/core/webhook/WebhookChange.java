package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** A row that a decision changes. Who stores it keeps the indexes: heads by when they are due, deliveries by creation. */
public sealed interface WebhookChange {

    record QueueChanged(CustomerKey customer, Optional<CustomerQueue> before, CustomerQueue after)
            implements WebhookChange {

        public Optional<CustomerQueue.Head> headBefore() {
            return before.flatMap(CustomerQueue::head);
        }

        /** How many more deliveries wait. */
        public long moreWaiting() {
            return after.waiting() - before.map(CustomerQueue::waiting).orElse(0L);
        }
    }

    record DeliveryAdded(DeliveryKey key, Delivery delivery) implements WebhookChange {}

    record DeliveryChanged(DeliveryKey key, Delivery delivery) implements WebhookChange {}

    record DeliveryDeleted(DeliveryKey key, Instant createdAt) implements WebhookChange {}

    record EndpointChanged(TenantEnvironment tenantEnvironment, EndpointState endpoint) implements WebhookChange {}

    record ReplayChanged(ReplayJob replay) implements WebhookChange {}

    record ReplayDeleted(String replayId) implements WebhookChange {}

    record ReplaysUnderWayChanged(TenantEnvironment tenantEnvironment, JobsUnderWay replays)
            implements WebhookChange {}

    record GapChanged(CustomerKey customer, Gap gap) implements WebhookChange {}

    record GapDeleted(CustomerKey customer, long last) implements WebhookChange {}

    record DiscardChanged(DiscardJob discard) implements WebhookChange {}

    record DiscardDeleted(String discardId) implements WebhookChange {}

    record DiscardsUnderWayChanged(TenantEnvironment tenantEnvironment, JobsUnderWay discards)
            implements WebhookChange {}

    record AnswerDeleted(CustomerKey owner, String idempotencyKey) implements WebhookChange {}
}
