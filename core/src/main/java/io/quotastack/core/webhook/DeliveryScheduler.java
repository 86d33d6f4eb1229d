package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * Which heads of one partition are sent next. It decides by the state, by what is under way and by the free places, and
 * keeps in memory what the state can tell again: after a start it is made anew and asked to look everywhere.
 */
public final class DeliveryScheduler {

    /** A batch has this many deliveries at the most, as long as all goes well. */
    private static final int MOST_ATTEMPTS = 32;
    private static final Duration UNREPORTED_AGAIN_AFTER = Duration.ofSeconds(1);

    private final WebhookState state;
    private final EndpointSlots slots;
    private final Predicate<TenantEnvironment> turnedOn;
    private final LongSupplier batchIds;
    private final Map<TenantEnvironment, EndpointQueue> queues = new HashMap<>();

    /**
     * A scheduler that knows of nothing yet.
     *
     * @param turnedOn whether an environment has an endpoint now
     * @param batchIds none of which an earlier scheduler of the partition had
     */
    public DeliveryScheduler(WebhookState state, EndpointSlots slots, Predicate<TenantEnvironment> turnedOn,
            LongSupplier batchIds) {
        this.state = state;
        this.slots = slots;
        this.turnedOn = turnedOn;
        this.batchIds = batchIds;
    }

    /** An environment has heads, and nobody knows how many of them are due. */
    public void lookAt(TenantEnvironment tenantEnvironment) {
        queue(tenantEnvironment).mayHaveMore();
    }

    /** A queue changed. While a batch of the customer is under way, its end tells when the next head is due. */
    public void queueChanged(WebhookChange.QueueChanged change, Instant now) {
        if (!change.after().head().equals(change.headBefore()) && !isUnderWay(change.customer())) {
            change.after().head().ifPresent(head -> headDue(change.customer(), head.dueAt(), now));
        }
    }

    private void headDue(CustomerKey customer, Instant dueAt, Instant now) {
        queue(customer.tenantEnvironment()).headDue(customer, dueAt, now);
    }

    /** What is due in an environment and finds a place: it counts as under way from now on. */
    public List<DeliveryBatch> schedule(TenantEnvironment tenantEnvironment, Instant now) {
        EndpointQueue queue = queue(tenantEnvironment);
        List<DeliveryBatch> batches = new ArrayList<>();
        if (queue.hasReady(state, tenantEnvironment, now) && turnedOn.test(tenantEnvironment)) {
            while (queue.hasReady(state, tenantEnvironment, now) && slots.tryAcquire(tenantEnvironment, now)) {
                Optional<DeliveryBatch> batch = batch(queue.removeReady(), queue, now);
                batch.ifPresentOrElse(batches::add, () -> slots.release(tenantEnvironment, now));
            }
        }
        if (queue.isIdle()) {
            queues.remove(tenantEnvironment);
        }
        return batches;
    }

    /** The head and, when all goes well, what stands behind it; nothing when the head is gone or not due any more. */
    private Optional<DeliveryBatch> batch(CustomerKey customer, EndpointQueue endpointQueue, Instant now) {
        Optional<CustomerQueue> due = state.queue(customer)
                .filter(found -> found.head().filter(head -> !head.dueAt().isAfter(now)).isPresent());
        if (due.isEmpty()) {
            endpointQueue.letGo(customer);
            return Optional.empty();
        }
        CustomerQueue queue = due.get();
        List<DeliveryAttempt> attempts = new ArrayList<>();
        attempts.add(attempt(customer, queue.head().orElseThrow().ordinal()));
        if (queue.retried().isEmpty() && state.endpoint(customer.tenantEnvironment()).health().failures() == 0) {
            for (long next = behindGap(queue, customer, queue.next()); next <= queue.last()
                    && attempts.size() < MOST_ATTEMPTS; next = behindGap(queue, customer, next + 1)) {
                attempts.add(attempt(customer, next));
            }
        }
        var batch = new DeliveryBatch(batchIds.getAsLong(), customer, attempts);
        endpointQueue.sent(batch);
        return Optional.of(batch);
    }

    private long behindGap(CustomerQueue queue, CustomerKey customer, long ordinal) {
        return queue.discarded() == 0
                ? ordinal
                : state.gapFrom(customer, ordinal).filter(gap -> gap.has(ordinal)).map(gap -> gap.last() + 1)
                        .orElse(ordinal);
    }

    private DeliveryAttempt attempt(CustomerKey customer, long ordinal) {
        var key = new DeliveryKey(customer, ordinal);
        Delivery delivery = state.delivery(key).orElseThrow(() -> new IllegalStateException("no delivery " + key));
        return new DeliveryAttempt(ordinal, delivery.attemptsMade() + 1, delivery.event());
    }

    /** Nothing more comes of the batch. Its customer's next head is announced by {@link #customerFree}. */
    public void batchEnded(CustomerKey customer, long batchId, Instant now) {
        if (queue(customer.tenantEnvironment()).ended(customer, batchId)) {
            slots.release(customer.tenantEnvironment(), now);
        }
    }

    /** Nothing of the customer is under way: what the state says of its head counts. */
    public void customerFree(CustomerKey customer, Instant now) {
        state.queue(customer).flatMap(CustomerQueue::head).ifPresent(head -> headDue(customer, head.dueAt(), now));
    }

    /** The batch ended and no record tells how: its customer's head is tried again a little later. */
    public void batchUnreported(DeliveryBatch batch, Instant now) {
        batchEnded(batch.customer(), batch.id(), now);
        queue(batch.customer().tenantEnvironment()).lookNotLaterThan(now.plus(UNREPORTED_AGAIN_AFTER));
    }

    /** Whether deliveries of the customer are under way. */
    public boolean isUnderWay(CustomerKey customer) {
        EndpointQueue queue = queues.get(customer.tenantEnvironment());
        return queue != null && queue.isUnderWay(customer);
    }

    /** The batch that a delivery is in, as long as it is under way. */
    public Optional<DeliveryBatch> underWayWith(DeliveryKey delivery) {
        return Optional.ofNullable(queues.get(delivery.customer().tenantEnvironment()))
                .flatMap(queue -> queue.underWay(delivery.customer()))
                .filter(batch -> batch.attempts().stream()
                        .anyMatch(attempt -> attempt.ordinal() == delivery.ordinal()));
    }

    /** When an environment may have something to send, if it is turned on and has a place. */
    public Optional<Instant> nextLookAt(TenantEnvironment tenantEnvironment) {
        EndpointQueue queue = queues.get(tenantEnvironment);
        return queue == null ? Optional.empty() : queue.nextLookAt();
    }

    /** The partition leaves: what is under way, which gives its places back. */
    public List<DeliveryBatch> close(Instant now) {
        List<DeliveryBatch> underWay = queues.values().stream().flatMap(queue -> queue.underWay().stream()).toList();
        underWay.forEach(batch -> slots.release(batch.customer().tenantEnvironment(), now));
        queues.clear();
        return underWay;
    }

    private EndpointQueue queue(TenantEnvironment tenantEnvironment) {
        return queues.computeIfAbsent(tenantEnvironment, added -> new EndpointQueue());
    }
}
