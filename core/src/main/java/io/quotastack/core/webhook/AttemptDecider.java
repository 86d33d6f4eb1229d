package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * What the end of an attempt means. Only the next attempt of the head counts, so each counts once, however often its
 * record, or the attempt itself, comes; and the success of one whose delivery was discarded meanwhile.
 */
public final class AttemptDecider {

    private AttemptDecider() {}

    public static WebhookDecision<AttemptVerdict> decide(WebhookState state, WebhookInput.AttemptEnded input,
            Instant now) {
        Optional<CustomerQueue> before = state.queue(input.delivery().customer());
        if (before.isEmpty()) {
            return WebhookDecision.unchanged(AttemptVerdict.STALE);
        }
        List<WebhookChange> changes = new ArrayList<>();
        long ordinal = input.delivery().ordinal();
        var queue = new QueueDraft(state, input.delivery().customer(), before.get());
        Optional<Delivery> delivery = state.delivery(input.delivery())
                .filter(found -> found.attemptsMade() + 1 == input.number()
                        && (before.get().hasHead(ordinal) || cameThrough(found, input.result())));
        AttemptVerdict verdict = AttemptVerdict.STALE;
        if (delivery.isPresent()) {
            Delivery after = delivery.get().attempted(input.result(), input.delivery().jitterSeed());
            changes.add(new WebhookChange.DeliveryChanged(input.delivery(), after));
            endpoint(state, input).ifPresent(changes::add);
            if (queue.queue().hasHead(ordinal)) {
                after.nextAttemptAt().ifPresentOrElse(at -> queue.become(queue.queue().headDueAt(at)),
                        () -> queue.advance(now));
            }
            verdict = verdict(after.status());
        }
        if (input.customerIsFree()) {
            queue.become(queue.queue().behindOthers(now));
        }
        changes.addAll(queue.changes());
        return new WebhookDecision<>(changes, verdict);
    }

    /** It was under way when its delivery was discarded: what was delivered is not said to be discarded. */
    private static boolean cameThrough(Delivery delivery, AttemptResult result) {
        return delivery.status() == DeliveryStatus.DISCARDED && result.succeeded();
    }

    /** A success after a success is no news of the endpoint. */
    private static Optional<WebhookChange> endpoint(WebhookState state, WebhookInput.AttemptEnded input) {
        TenantEnvironment tenantEnvironment = input.delivery().customer().tenantEnvironment();
        EndpointState before = state.endpoint(tenantEnvironment);
        EndpointHealth health = input.result().succeeded()
                ? before.health().succeeded(input.result().endedAt())
                : before.health().failed(input.result().endedAt());
        return health.equals(before.health())
                ? Optional.empty()
                : Optional.of(new WebhookChange.EndpointChanged(tenantEnvironment,
                        before.withHealth(health)));
    }

    private static AttemptVerdict verdict(DeliveryStatus after) {
        return switch (after) {
            case DELIVERED -> AttemptVerdict.DELIVERED;
            case FAILED -> AttemptVerdict.FAILED;
            case DEAD -> AttemptVerdict.DEAD;
            case PENDING, DISCARDED -> throw new IllegalStateException(after + " after an attempt");
        };
    }
}
