package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** A shell around the deciders without Kafka: keeps the rows, sends into a list, and notes each input with its time. */
final class SimulatedDispatcher implements EndpointSlots {

    /** An input and when it was decided. */
    record Timed(WebhookInput input, Instant at) {}

    final InMemoryWebhooks state;
    final List<Timed> inputs = new ArrayList<>();
    private final Deque<DeliveryBatch> sent = new ArrayDeque<>();
    private final Map<TenantEnvironment, EndpointLoad> loads = new HashMap<>();
    private final Predicate<TenantEnvironment> turnedOn;
    private final AtomicLong batchIds;
    private DeliveryScheduler scheduler;

    SimulatedDispatcher(InMemoryWebhooks state, Predicate<TenantEnvironment> turnedOn, AtomicLong batchIds) {
        this.state = state;
        this.turnedOn = turnedOn;
        this.batchIds = batchIds;
        this.scheduler = new DeliveryScheduler(state, this, turnedOn, batchIds::incrementAndGet);
    }

    /** All that is only in memory is lost. */
    void restart() {
        loads.clear();
        sent.clear();
        scheduler = new DeliveryScheduler(state, this, turnedOn, batchIds::incrementAndGet);
        state.heads().forEach(head -> scheduler.lookAt(head.customer().tenantEnvironment()));
    }

    Object decide(WebhookInput input, Instant now) {
        inputs.add(new Timed(input, now));
        return apply(decision(state, input, now), now);
    }

    /** The decision that the input's decider makes. */
    static WebhookDecision<?> decision(WebhookState state, WebhookInput input, Instant now) {
        return switch (input) {
            case WebhookInput.EventPublished published -> EventDecider.decide(state, published, now);
            case WebhookInput.AttemptEnded ended -> AttemptDecider.decide(state, ended, now);
            case WebhookInput.RequestReceived received -> RequestDecider.decide(state, received, now);
            case WebhookInput.ReplayStarted started -> ReplayDecider.decide(state, started);
            case WebhookInput.ReplayEventFound found -> ReplayDecider.decide(state, found, now);
            case WebhookInput.ReplayEnded ended -> ReplayDecider.decide(state, ended);
            case WebhookInput.ReplayPartEnded ended -> ReplayDecider.decide(state, ended);
            case WebhookInput.DiscardStarted started -> DiscardDecider.decide(state, started);
            case WebhookInput.DiscardGoesOn goesOn -> DiscardDecider.decide(state, goesOn, now);
            case WebhookInput.DiscardPartEnded ended -> DiscardDecider.decide(state, ended);
            case WebhookInput.EndpointRevived revived -> RevivalDecider.decide(state, revived, now);
            case WebhookInput.LimitsReached reached -> DisablingDecider.decide(state, reached, now);
            case WebhookInput.EndpointDisabled disabled -> DisablingDecider.decide(state, disabled);
            case WebhookInput.DisabledQueueLookedAt looked -> DisablingDecider.decide(state, looked, now);
            case WebhookInput.RetentionElapsed elapsed -> RetentionDecider.decide(state, elapsed, now);
        };
    }

    private Object apply(WebhookDecision<?> decision, Instant now) {
        state.apply(decision.changes());
        decision.changes().forEach(change -> {
            if (change instanceof WebhookChange.QueueChanged queue) {
                scheduler.queueChanged(queue, now);
            }
        });
        return decision.outcome();
    }

    AttemptVerdict ended(DeliveryBatch batch, DeliveryAttempt attempt, AttemptResult result, boolean batchEnded,
            Instant now) {
        CustomerKey customer = batch.customer();
        if (batchEnded) {
            scheduler.batchEnded(customer, batch.id(), now);
        }
        boolean free = !scheduler.isUnderWay(customer);
        var verdict = (AttemptVerdict) decide(new WebhookInput.AttemptEnded(
                new DeliveryKey(customer, attempt.ordinal()), attempt.number(), result, free), now);
        if (free) {
            scheduler.customerFree(customer, now);
        }
        return verdict;
    }

    Optional<DeliveryBatch> underWayWith(DeliveryKey delivery) {
        return scheduler.underWayWith(delivery);
    }

    void unreported(DeliveryBatch batch, Instant now) {
        scheduler.batchUnreported(batch, now);
    }

    void wakeUp(TenantEnvironment tenantEnvironment, Instant now) {
        if (state.endpoint(tenantEnvironment).revivalToApply().isPresent()) {
            decide(new WebhookInput.EndpointRevived(tenantEnvironment), now);
            scheduler.lookAt(tenantEnvironment);
        }
        send(tenantEnvironment, now);
    }

    void send(TenantEnvironment tenantEnvironment, Instant now) {
        sent.addAll(scheduler.schedule(tenantEnvironment, now));
    }

    Optional<DeliveryBatch> nextSent() {
        return Optional.ofNullable(sent.poll());
    }

    int underWayTo(TenantEnvironment tenantEnvironment) {
        return loads.getOrDefault(tenantEnvironment, EndpointLoad.NONE).batches();
    }

    @Override
    public boolean tryAcquire(TenantEnvironment tenantEnvironment, Instant now) {
        EndpointLoad load = loads.getOrDefault(tenantEnvironment, EndpointLoad.NONE);
        boolean free = load.hasPlace(state.endpoint(tenantEnvironment).health(), now);
        if (free) {
            loads.put(tenantEnvironment, load.acquired());
        }
        return free;
    }

    @Override
    public void release(TenantEnvironment tenantEnvironment, Instant now) {
        loads.computeIfPresent(tenantEnvironment, (key, load) -> load.released(now));
    }
}
