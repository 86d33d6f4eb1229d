package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * The success that ends an endpoint's death makes all heads due that failed before it (CONTRACT 10): a bounded number at
 * a time, and the row says when that was all of them.
 */
public final class RevivalDecider {

    private static final int MOST_AT_ONCE = 1_000;

    private RevivalDecider() {}

    /** Whether heads are still to be made due. */
    public static WebhookDecision<Boolean> decide(WebhookState state, WebhookInput.EndpointRevived input, Instant now) {
        TenantEnvironment tenantEnvironment = input.tenantEnvironment();
        EndpointState endpoint = state.endpoint(tenantEnvironment);
        Optional<Instant> revivedAt = endpoint.revivalToApply();
        if (revivedAt.isEmpty()) {
            return WebhookDecision.unchanged(false);
        }
        List<WebhookChange> changes = new ArrayList<>();
        int[] madeDue = {0};
        state.visitHeads(tenantEnvironment, now.plusMillis(1), head -> {
            if (makeDue(state, head, revivedAt.get(), now, changes)) {
                madeDue[0]++;
            }
            return madeDue[0] < MOST_AT_ONCE;
        });
        boolean more = madeDue[0] == MOST_AT_ONCE;
        if (!more) {
            changes.add(new WebhookChange.EndpointChanged(tenantEnvironment,
                    endpoint.withRevivalApplied(revivedAt)));
        }
        return new WebhookDecision<>(changes, more);
    }

    /** Whether it waited for the endpoint. */
    private static boolean makeDue(WebhookState state, DueHead due, Instant revivedAt, Instant now,
            List<WebhookChange> changes) {
        CustomerQueue queue = state.queue(due.customer())
                .orElseThrow(() -> new IllegalStateException("no queue of " + due));
        var key = new DeliveryKey(due.customer(), queue.head().orElseThrow().ordinal());
        Delivery delivery = state.delivery(key).orElseThrow(() -> new IllegalStateException("no delivery " + key));
        if (delivery.lastAttemptedAt().filter(at -> !at.isBefore(revivedAt)).isPresent()) {
            return false;
        }
        changes.add(new WebhookChange.DeliveryChanged(key, delivery.dueAt(now)));
        changes.add(new WebhookChange.QueueChanged(due.customer(), Optional.of(queue), queue.headDueAt(now)));
        return true;
    }
}
