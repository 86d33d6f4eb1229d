package io.quotastack.core.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.WebhookSettings;

/** What happens to the deliveries of a partition. Time comes beside it, with each decision. */
public sealed interface WebhookInput {

    /**
     * Something happened to a customer.
     *
     * @param settings of a configuration at least as new as the one that the event's decision saw
     */
    record EventPublished(WebhookEvent event, WebhookSettings settings) implements WebhookInput {}

    /**
     * An attempt ended.
     *
     * @param number 1, 2, 3 … of the delivery
     * @param customerIsFree no further attempt of a batch of the customer is under way
     */
    record AttemptEnded(DeliveryKey delivery, int number, AttemptResult result, boolean customerIsFree)
            implements WebhookInput {}

    /**
     * A tenant asks for something.
     *
     * @param owner whose queue it concerns, or {@link WebhookEvent#nobody}
     * @param partitions how many there are, in each of which a replay has to end
     */
    record RequestReceived(CustomerKey owner, DeliveryRequest request, WebhookSettings settings, int partitions)
            implements WebhookInput {}

    record ReplayStarted(ReplayJob replay, WebhookSettings settings) implements WebhookInput {}

    /**
     * An event that a replay delivers again.
     *
     * @param fromOffset in customer-events: from there to the event there is no other one to deliver
     * @param offset of the event
     */
    record ReplayEventFound(String replayId, long fromOffset, long offset, WebhookEvent event)
            implements WebhookInput {}

    /** All that the replay has to find was found. */
    record ReplayEnded(String replayId) implements WebhookInput {}

    /** A replay has ended in one of the partitions. */
    record ReplayPartEnded(TenantEnvironment tenantEnvironment, String replayId) implements WebhookInput {}

    record DiscardStarted(DiscardJob discard) implements WebhookInput {}

    /** There is more to look at. */
    record DiscardGoesOn(String discardId) implements WebhookInput {}

    /** A discard has ended in one of the partitions. */
    record DiscardPartEnded(TenantEnvironment tenantEnvironment, String discardId) implements WebhookInput {}

    /** A dead endpoint answered again, perhaps another partition's attempt. */
    record EndpointRevived(TenantEnvironment tenantEnvironment) implements WebhookInput {}

    /**
     * A delivery was queued, or an attempt failed: perhaps too much waits by now.
     *
     * @param failed whose attempt failed
     */
    record LimitsReached(
            TenantEnvironment tenantEnvironment,
            WebhookSettings settings,
            Optional<DeliveryKey> failed,
            QueueLimits limits) implements WebhookInput {}

    /**
     * A partition found that the endpoint is to be disabled.
     *
     * @param settings of a configuration at least as new as the one that the mark names
     */
    record EndpointDisabled(TenantEnvironment tenantEnvironment, DisabledEndpoint mark, WebhookSettings settings)
            implements WebhookInput {}

    /** Deliveries wait for an endpoint that was disabled. */
    record DisabledQueueLookedAt(TenantEnvironment tenantEnvironment, WebhookSettings settings)
            implements WebhookInput {}

    /**
     * Rows that seem to be over.
     *
     * @param kept how long deliveries are kept
     */
    record RetentionElapsed(List<DeliveryKey> deliveries, List<AnsweredRequest> answers, Duration kept)
            implements WebhookInput {
        public RetentionElapsed {
            deliveries = List.copyOf(deliveries);
            answers = List.copyOf(answers);
        }
    }

    /** A request whose answer is kept. */
    record AnsweredRequest(CustomerKey owner, String idempotencyKey) {}
}
