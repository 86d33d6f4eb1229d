package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * Disables an endpoint for which too much waits, or for too long (CONTRACT 10): else a dead one fills the disk. The
 * partition that finds it tells the others. What waits is dropped, a bounded number at a time; its events stay where
 * replays find them.
 */
public final class DisablingDecider {

    private static final int MOST_DROPPED_AT_ONCE = 1_000;

    private DisablingDecider() {}

    /** That the endpoint is to be disabled, everywhere. */
    public static WebhookDecision<Optional<DisabledEndpoint>> decide(WebhookState state,
            WebhookInput.LimitsReached input, Instant now) {
        boolean enabled = input.settings().on()
                && state.endpoint(input.tenantEnvironment()).disabled().filter(mark -> mark.holds(input.settings()))
                        .isEmpty();
        return WebhookDecision.unchanged(enabled
                ? reason(state, input, now)
                        .map(reason -> new DisabledEndpoint(input.settings().onSince().orElseThrow(), now, reason))
                : Optional.empty());
    }

    private static Optional<String> reason(WebhookState state, WebhookInput.LimitsReached input, Instant now) {
        QueueLimits limits = input.limits();
        if (state.waiting(input.tenantEnvironment()) >= limits.mostWaiting()) {
            return Optional.of(limits.mostWaiting() + " deliveries waited");
        }
        EndpointHealth health = state.endpoint(input.tenantEnvironment()).health();
        Instant longAgo = now.minus(limits.longestFailing());
        if (health.dead() && health.failingSince().filter(since -> !since.isAfter(longAgo)).isPresent()) {
            return Optional.of("no attempt succeeded for " + limits.longestFailing().toHours() + " hours");
        }
        return input.failed().flatMap(state::delivery).flatMap(Delivery::failingSince)
                .filter(since -> !since.isAfter(longAgo))
                .map(since -> "a delivery failed for " + limits.longestFailing().toHours() + " hours");
    }

    /**
     * The endpoint is disabled in this partition. Answers the replays that end by it: none when it was set up again before
     * the mark came here, and what was begun since then goes on.
     */
    public static WebhookDecision<List<ReplayJob>> decide(WebhookState state, WebhookInput.EndpointDisabled input) {
        EndpointState before = state.endpoint(input.tenantEnvironment());
        if (!input.mark().holds(input.settings())
                || before.disabled().filter(mark -> mark.onSince() >= input.mark().onSince()).isPresent()) {
            return WebhookDecision.unchanged(List.of());
        }
        List<WebhookChange> changes = new ArrayList<>();
        changes.add(new WebhookChange.EndpointChanged(input.tenantEnvironment(),
                before.withDisabled(Optional.of(input.mark()))));
        List<ReplayJob> replays = state.replays(input.tenantEnvironment());
        replays.forEach(replay -> changes.add(new WebhookChange.ReplayDeleted(replay.id())));
        return new WebhookDecision<>(changes, replays);
    }

    /** How many deliveries were dropped; none any more once the endpoint is set up again. */
    public static WebhookDecision<Integer> decide(WebhookState state, WebhookInput.DisabledQueueLookedAt input,
            Instant now) {
        TenantEnvironment tenantEnvironment = input.tenantEnvironment();
        EndpointState endpoint = state.endpoint(tenantEnvironment);
        if (endpoint.disabled().isEmpty()) {
            return WebhookDecision.unchanged(0);
        }
        if (input.settings().on() && !endpoint.disabled().get().holds(input.settings())) {
            return new WebhookDecision<>(List.of(
                    new WebhookChange.EndpointChanged(tenantEnvironment, endpoint.withDisabled(Optional.empty()))), 0);
        }
        List<WebhookChange> changes = new ArrayList<>();
        int[] dropped = {0};
        state.visitHeads(tenantEnvironment, Instant.EPOCH, head -> {
            dropped[0] += drop(state, head, MOST_DROPPED_AT_ONCE - dropped[0], now, changes);
            return dropped[0] < MOST_DROPPED_AT_ONCE;
        });
        return new WebhookDecision<>(changes, dropped[0]);
    }

    private static int drop(WebhookState state, DueHead due, int most, Instant now, List<WebhookChange> changes) {
        var queue = new QueueDraft(state, due.customer(), state.queue(due.customer())
                .orElseThrow(() -> new IllegalStateException("no queue of " + due)));
        int dropped = 0;
        while (queue.queue().head().isPresent() && dropped < most) {
            var key = new DeliveryKey(due.customer(), queue.queue().head().get().ordinal());
            Delivery delivery = state.delivery(key).orElseThrow(() -> new IllegalStateException("no delivery " + key));
            changes.add(new WebhookChange.DeliveryDeleted(key, delivery.createdAt()));
            queue.advance(now);
            dropped++;
        }
        changes.addAll(queue.changes());
        return dropped;
    }
}
