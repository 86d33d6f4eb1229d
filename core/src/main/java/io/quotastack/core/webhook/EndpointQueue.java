package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** What one partition has in memory of the heads for one endpoint: the first few that are due, and what is under way. */
final class EndpointQueue {

    private static final int MOST_READY = 256;

    private final Deque<CustomerKey> ready = new ArrayDeque<>();
    /** Customers who are ready or have a batch under way. */
    private final Set<CustomerKey> taken = new HashSet<>();
    private final Map<CustomerKey, DeliveryBatch> underWay = new HashMap<>();
    /** Whether the state may have heads that are due beside those that are taken. */
    private boolean mayHaveMore;
    /** When the first of the rest is due; absent: nothing else waits, as far as is known. */
    private Optional<Instant> nextDueAt = Optional.empty();

    void mayHaveMore() {
        mayHaveMore = true;
    }

    /** A customer's head is due at that time. */
    void headDue(CustomerKey customer, Instant dueAt, Instant now) {
        if (dueAt.isAfter(now)) {
            lookNotLaterThan(dueAt);
        } else if (mayHaveMore || ready.size() >= MOST_READY) {
            mayHaveMore = true;
        } else if (taken.add(customer)) {
            ready.add(customer);
        }
    }

    void lookNotLaterThan(Instant at) {
        nextDueAt = Optional.of(nextDueAt.filter(before -> before.isBefore(at)).orElse(at));
    }

    /** Whether heads are ready, after a look at the state if there may be some. */
    boolean hasReady(WebhookState state, TenantEnvironment tenantEnvironment, Instant now) {
        if (ready.isEmpty() && (mayHaveMore || nextDueAt.filter(at -> !at.isAfter(now)).isPresent())) {
            refill(state, tenantEnvironment, now);
        }
        return !ready.isEmpty();
    }

    private void refill(WebhookState state, TenantEnvironment tenantEnvironment, Instant now) {
        mayHaveMore = false;
        nextDueAt = Optional.empty();
        List<CustomerKey> found = new ArrayList<>();
        state.visitHeads(tenantEnvironment, Instant.EPOCH, head -> {
            if (head.dueAt().isAfter(now)) {
                nextDueAt = Optional.of(head.dueAt());
                return false;
            }
            if (taken.contains(head.customer())) {
                return true;
            }
            if (found.size() == MOST_READY) {
                mayHaveMore = true;
                return false;
            }
            return found.add(head.customer());
        });
        ready.addAll(found);
        taken.addAll(found);
    }

    CustomerKey removeReady() {
        return ready.remove();
    }

    /** The customer's head was not due after all. */
    void letGo(CustomerKey customer) {
        taken.remove(customer);
    }

    void sent(DeliveryBatch batch) {
        underWay.put(batch.customer(), batch);
    }

    /** Whether it was under way: a batch of before this task began is not. */
    boolean ended(CustomerKey customer, long batchId) {
        DeliveryBatch batch = underWay.get(customer);
        if (batch == null || batch.id() != batchId) {
            return false;
        }
        underWay.remove(customer);
        taken.remove(customer);
        return true;
    }

    boolean isUnderWay(CustomerKey customer) {
        return underWay.containsKey(customer);
    }

    Optional<DeliveryBatch> underWay(CustomerKey customer) {
        return Optional.ofNullable(underWay.get(customer));
    }

    List<DeliveryBatch> underWay() {
        return List.copyOf(underWay.values());
    }

    /** When there may be something to send; absent: not before a head is added. */
    Optional<Instant> nextLookAt() {
        return ready.isEmpty() && !mayHaveMore ? nextDueAt : Optional.of(Instant.EPOCH);
    }

    /** Whether it holds nothing, so that it can be forgotten. */
    boolean isIdle() {
        return taken.isEmpty() && nextLookAt().isEmpty();
    }
}
