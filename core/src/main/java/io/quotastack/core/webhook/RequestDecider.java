package io.quotastack.core.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** Decides what tenants ask of their deliveries, once for each idempotency key (CONTRACT 10, 11). */
public final class RequestDecider {

    /** How long an answer is kept for the next time its idempotency key comes. */
    private static final Duration ANSWER_KEPT = Duration.ofHours(24);

    private RequestDecider() {}

    public static WebhookDecision<RequestOutcome> decide(WebhookState state, WebhookInput.RequestReceived input,
            Instant now) {
        DeliveryRequest request = input.request();
        Optional<AnswerMark> answered = state.answer(input.owner(), request.idempotency().key())
                .filter(mark -> mark.keptAt(now));
        if (answered.isPresent()) {
            return WebhookDecision
                    .unchanged(answered.get().fingerprint().equals(request.idempotency().fingerprint())
                            ? new RequestOutcome.Repeated()
                            : new RequestOutcome.KeyReused());
        }
        Optional<DisabledEndpoint> disabled = state.endpoint(input.owner().tenantEnvironment()).disabled()
                .filter(mark -> mark.holds(input.settings()));
        if (disabled.isPresent()) {
            return WebhookDecision.unchanged(new RequestOutcome.EndpointDisabled(disabled.get()));
        }
        return switch (request.action()) {
            case DeliveryRequest.RetryDelivery(var id) -> retry(state, new DeliveryKey(input.owner(), id.ordinal()),
                    now);
            case DeliveryRequest.SendTest() -> test(state, input, now);
            case DeliveryRequest.Replay replay -> replay(state, input, replay, now);
        };
    }

    /** That a request is answered now. */
    public static AnswerMark mark(DeliveryRequest request, Instant now) {
        return new AnswerMark(request.idempotency().fingerprint(), now, ANSWER_KEPT);
    }

    /**
     * The head is due now; one behind it keeps its place; one that was resolved begins anew, as the next one after the
     * head.
     */
    private static WebhookDecision<RequestOutcome> retry(WebhookState state, DeliveryKey key, Instant now) {
        Optional<Delivery> found = state.delivery(key);
        if (found.isEmpty()) {
            return WebhookDecision.unchanged(new RequestOutcome.DeliveryNotFound());
        }
        Delivery delivery = found.get();
        CustomerQueue queue = state.queue(key.customer())
                .orElseThrow(() -> new IllegalStateException("no queue of " + key));
        Delivery after = delivery;
        CustomerQueue longer = queue;
        if (!delivery.status().waits()) {
            if (queue.retried().size() >= CustomerQueue.MOST_RETRIED) {
                return WebhookDecision.unchanged(new RequestOutcome.TooManyRetries(CustomerQueue.MOST_RETRIED));
            }
            after = delivery.retriedByHand(now);
            longer = queue.retriedByHand(key.ordinal(), now);
        } else if (queue.hasHead(key.ordinal()) && queue.head().orElseThrow().dueAt().isAfter(now)) {
            after = delivery.dueAt(now);
            longer = queue.headDueAt(now);
        }
        List<WebhookChange> changes = new ArrayList<>();
        if (!longer.equals(queue)) {
            changes.add(new WebhookChange.DeliveryChanged(key, after));
            changes.add(new WebhookChange.QueueChanged(key.customer(), Optional.of(queue), longer));
        }
        return new WebhookDecision<>(changes, new RequestOutcome.Retried(key, after));
    }

    private static WebhookDecision<RequestOutcome> test(WebhookState state, WebhookInput.RequestReceived input,
            Instant now) {
        if (!input.settings().on()) {
            return WebhookDecision.unchanged(new RequestOutcome.EndpointOff());
        }
        CustomerKey nobody = input.owner();
        long sequence = state.queue(nobody).orElse(CustomerQueue.EMPTY).last() + 1;
        Enqueueing enqueueing = Enqueueing.of(state,
                WebhookEvent.test(nobody.tenantEnvironment(), sequence, now, input.request().configVersion()),
                Optional.empty(),
                now);
        return new WebhookDecision<>(enqueueing.changes(),
                new RequestOutcome.TestQueued(enqueueing.key(), enqueueing.delivery()));
    }

    private static WebhookDecision<RequestOutcome> replay(WebhookState state, WebhookInput.RequestReceived input,
            DeliveryRequest.Replay replay, Instant now) {
        if (!input.settings().on()) {
            return WebhookDecision.unchanged(new RequestOutcome.EndpointOff());
        }
        TenantEnvironment tenantEnvironment = input.owner().tenantEnvironment();
        ReplaysUnderWay underWay = state.replaysUnderWay(tenantEnvironment);
        if (underWay.isFull()) {
            return WebhookDecision.unchanged(new RequestOutcome.TooManyReplays(ReplaysUnderWay.MOST));
        }
        String name = input.owner() + " " + input.request().idempotency().key() + " " + now.toEpochMilli();
        String id = "rpl_"
                + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        // Sorted, so that the answer has one order whatever the set's.
        Optional<List<String>> types = replay.types().map(named -> named.stream().sorted().toList())
                .or(input.settings()::events);
        var job = new ReplayJob(id, tenantEnvironment, replay.from(), replay.to().orElse(now), types,
                replay.customer().map(CustomerKey::customerId), 0);
        return new WebhookDecision<>(List.of(new WebhookChange.ReplaysUnderWayChanged(tenantEnvironment,
                underWay.begun(id, input.partitions()))), new RequestOutcome.ReplayAccepted(job));
    }
}
