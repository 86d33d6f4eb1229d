package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** What decisions about deliveries read of one partition. */
public interface WebhookState {

    /** The queue of a customer who ever had a delivery. */
    Optional<CustomerQueue> queue(CustomerKey customer);

    Optional<Delivery> delivery(DeliveryKey key);

    /** Visits heads that are due at the instant or later, the first due first, until the visitor has enough. */
    void visitHeads(TenantEnvironment tenantEnvironment, Instant from, Predicate<DueHead> visitor);

    EndpointState endpoint(TenantEnvironment tenantEnvironment);

    /** A replay under way. */
    Optional<ReplayJob> replay(String replayId);

    /** The environment's replays under way in this partition. */
    List<ReplayJob> replays(TenantEnvironment tenantEnvironment);

    /** How many deliveries of the environment wait. */
    long waiting(TenantEnvironment tenantEnvironment);

    /** The environment's replays under way, in the partition of {@link WebhookEvent#nobody}. */
    JobsUnderWay replaysUnderWay(TenantEnvironment tenantEnvironment);

    /** The first gap of the customer's queue that ends at the ordinal or behind it. */
    Optional<Gap> gapFrom(CustomerKey customer, long ordinal);

    /**
     * Visits the environment's deliveries in their order, until the visitor has enough.
     *
     * @param from when the first of them was made, or later
     * @param after begins behind it
     */
    void visitDeliveries(TenantEnvironment tenantEnvironment, Instant from, Optional<DeliveryPlace> after,
            Predicate<DeliveryPlace> visitor);

    /** A discard of a range under way. */
    Optional<DiscardJob> discard(String discardId);

    /** The environment's discards under way, in the partition of {@link WebhookEvent#nobody}. */
    JobsUnderWay discardsUnderWay(TenantEnvironment tenantEnvironment);

    /** That a request was answered which came with that idempotency key. */
    Optional<AnswerMark> answer(CustomerKey owner, String idempotencyKey);
}
