package io.quotastack.core.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        if (disabled.isPresent() && request.action().sends()) {
            return WebhookDecision.unchanged(new RequestOutcome.EndpointDisabled(disabled.get()));
        }
        return switch (request.action()) {
            case DeliveryRequest.RetryDelivery(var id) -> retry(state, new DeliveryKey(input.owner(), id.ordinal()),
                    now);
            case DeliveryRequest.SendTest() -> test(state, input, now);
            case DeliveryRequest.Replay replay -> replay(state, input, replay, now);
            case DeliveryRequest.DiscardDelivery(var id, var by) -> discard(state,
                    new DeliveryKey(input.owner(), id.ordinal()), new Discarded(now, by, Optional.empty()), now);
            case DeliveryRequest.DiscardRange range -> discardRange(state, input, range, now);
        };
    }

    /** That a request is answered now. */
    public static AnswerMark mark(DeliveryRequest request, Instant now) {
        return new AnswerMark(request.idempotency().fingerprint(), now, ANSWER_KEPT);
    }

    /**
     * The head is due now; one behind it keeps its place; one that was resolved begins anew, as the next one after the
     * head; so does one that was discarded, but in its place as long as its turn has not come.
     */
    private static WebhookDecision<RequestOutcome> retry(WebhookState state, DeliveryKey key, Instant now) {
        Optional<Delivery> found = state.delivery(key);
        if (found.isEmpty()) {
            return WebhookDecision.unchanged(new RequestOutcome.DeliveryNotFound());
        }
        Delivery after = found.get();
        QueueDraft queue = queueOf(state, key);
        if (!after.status().waits()) {
            if (!queue.hasPlace(key.ordinal()) && queue.queue().retried().size() >= CustomerQueue.MOST_RETRIED) {
                return WebhookDecision.unchanged(new RequestOutcome.TooManyRetries(CustomerQueue.MOST_RETRIED));
            }
            after = after.retriedByHand(now);
            queue.retry(key.ordinal(), now);
        } else if (queue.queue().hasHead(key.ordinal()) && queue.queue().head().orElseThrow().dueAt().isAfter(now)) {
            after = after.dueAt(now);
            queue.become(queue.queue().headDueAt(now));
        }
        return changed(queue, key, after, new RequestOutcome.Retried(key, after));
    }

    private static QueueDraft queueOf(WebhookState state, DeliveryKey key) {
        return new QueueDraft(state, key.customer(), state.queue(key.customer())
                .orElseThrow(() -> new IllegalStateException("no queue of " + key)));
    }

    private static WebhookDecision<RequestOutcome> changed(QueueDraft queue, DeliveryKey key, Delivery after,
            RequestOutcome outcome) {
        List<WebhookChange> changes = new ArrayList<>(queue.changes());
        if (!changes.isEmpty()) {
            changes.add(new WebhookChange.DeliveryChanged(key, after));
        }
        return new WebhookDecision<>(changes, outcome);
    }

    /** Whatever was not delivered; the next one's turn comes. */
    private static WebhookDecision<RequestOutcome> discard(WebhookState state, DeliveryKey key, Discarded mark,
            Instant now) {
        Optional<Delivery> found = state.delivery(key);
        if (found.isEmpty()) {
            return WebhookDecision.unchanged(new RequestOutcome.DeliveryNotFound());
        }
        return switch (found.get().status()) {
            case DELIVERED -> WebhookDecision.unchanged(new RequestOutcome.WasDelivered());
            case DISCARDED -> WebhookDecision
                    .unchanged(new RequestOutcome.DeliveryDiscarded(key, found.get(), false));
            case PENDING, FAILED, DEAD -> {
                QueueDraft queue = queueOf(state, key);
                queue.discard(key.ordinal(), now);
                Delivery after = found.get().discarded(mark);
                List<WebhookChange> changes = new ArrayList<>(queue.changes());
                changes.add(new WebhookChange.DeliveryChanged(key, after));
                yield new WebhookDecision<>(changes, new RequestOutcome.DeliveryDiscarded(key, after, true));
            }
        };
    }

    private static WebhookDecision<RequestOutcome> discardRange(WebhookState state,
            WebhookInput.RequestReceived input, DeliveryRequest.DiscardRange range, Instant now) {
        TenantEnvironment tenantEnvironment = input.owner().tenantEnvironment();
        JobsUnderWay underWay = state.discardsUnderWay(tenantEnvironment);
        if (underWay.isFull()) {
            return WebhookDecision.unchanged(new RequestOutcome.TooManyDiscards(JobsUnderWay.MOST));
        }
        String id = id("dsc_", input, now);
        // What is made later is not discarded, however long it takes.
        Instant to = range.to().filter(now::isAfter).orElse(now);
        var scope = new JobScope(id, tenantEnvironment, range.from(), to, range.types().map(RequestDecider::sorted),
                range.customer().map(CustomerKey::customerId));
        var job = new DiscardJob(scope, range.statuses().stream().sorted().toList(), range.by(), now, Optional.empty());
        return new WebhookDecision<>(List.of(new WebhookChange.DiscardsUnderWayChanged(tenantEnvironment,
                underWay.begun(id, input.partitions()))), new RequestOutcome.DiscardAccepted(job));
    }

    private static String id(String prefix, WebhookInput.RequestReceived input, Instant now) {
        String name = input.owner() + " " + input.request().idempotency().key() + " " + now.toEpochMilli();
        return prefix + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
    }

    /** So that an answer has one order whatever the set's. */
    private static List<String> sorted(Set<String> types) {
        return types.stream().sorted().toList();
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
        JobsUnderWay underWay = state.replaysUnderWay(tenantEnvironment);
        if (underWay.isFull()) {
            return WebhookDecision.unchanged(new RequestOutcome.TooManyReplays(JobsUnderWay.MOST));
        }
        String id = id("rpl_", input, now);
        Optional<List<String>> types = replay.types().map(RequestDecider::sorted).or(input.settings()::events);
        var job = new ReplayJob(new JobScope(id, tenantEnvironment, replay.from(), replay.to().orElse(now), types,
                replay.customer().map(CustomerKey::customerId)), 0);
        return new WebhookDecision<>(List.of(new WebhookChange.ReplaysUnderWayChanged(tenantEnvironment,
                underWay.begun(id, input.partitions()))), new RequestOutcome.ReplayAccepted(job));
    }
}
