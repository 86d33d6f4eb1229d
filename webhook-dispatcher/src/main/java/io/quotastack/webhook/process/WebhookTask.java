package io.quotastack.webhook.process;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DeliveryPlace;
import io.quotastack.core.webhook.DeliveryScheduler;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.DueHead;
import io.quotastack.core.webhook.EndpointState;
import io.quotastack.core.webhook.Gap;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.JobsUnderWay;
import io.quotastack.core.webhook.WebhookChange;
import io.quotastack.core.webhook.WebhookDecision;
import io.quotastack.core.webhook.WebhookState;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.webhook.state.WebhookRows;

/** What the handlers of one partition's task share: its state, what is under way, and how a decision is carried out. */
final class WebhookTask implements WebhookState {

    private final WebhookTopology.Parts parts;
    private final int partition;
    private final WebhookRows rows;
    private final SessionLease lease;
    private final DeliveryScheduler scheduler;
    private final PartitionWaits waits;
    /** How many deliveries; replays look at it from outside. */
    private final Map<TenantEnvironment, Long> waiting = new ConcurrentHashMap<>();
    /** As the rows have it. */
    private final Map<TenantEnvironment, DisabledEndpoint> disabled = new HashMap<>();
    /** As the rows have it, which are asked for it after each record. */
    private final Map<TenantEnvironment, Instant> revivalsApplied = new HashMap<>();

    /** As the rows have them, the one whose turn it is first. */
    private final Map<String, TenantEnvironment> discards = new LinkedHashMap<>();

    WebhookTask(WebhookTopology.Parts parts, int partition, WebhookRows rows, SessionLease lease) {
        this.parts = parts;
        this.partition = partition;
        this.rows = rows;
        this.lease = lease;
        this.waits = new PartitionWaits(parts.waitsBegun());
        parts.waits().open(partition, waits);
        Predicate<TenantEnvironment> turnedOn = this::isEnabled;
        this.scheduler = new DeliveryScheduler(this, parts.endpoints(), turnedOn,
                () -> ThreadLocalRandom.current().nextLong());
        takeUp();
    }

    /** What the store has of the time before this task: endpoints, queues, replays. */
    private void takeUp() {
        rows.endpoints().forEach(this::learn);
        rows.waiting().forEach((tenantEnvironment, count) -> {
            waiting(tenantEnvironment, count);
            scheduler.lookAt(tenantEnvironment);
            publishWaits(tenantEnvironment);
        });
        rows.replays().forEach(this::beginReplay);
        rows.discards().forEach(discard -> discards.put(discard.id(), discard.tenantEnvironment()));
        waits.discarding(!discards.isEmpty());
    }

    /** Its events are found from now on, as long as few deliveries of its environment wait. */
    void beginReplay(ReplayJob replay) {
        parts.replays().begin(partition, replay, () -> waiting(replay.tenantEnvironment()));
    }

    WebhookTopology.Parts parts() {
        return parts;
    }

    int partition() {
        return partition;
    }

    DeliveryScheduler scheduler() {
        return scheduler;
    }

    PartitionWaits waits() {
        return waits;
    }

    WebhookRows rows() {
        return rows;
    }

    /** Of a configuration at least as new. */
    WebhookSettings settings(TenantEnvironment tenantEnvironment, long configVersion) {
        return parts.config().atLeast(configVersion).environment(tenantEnvironment).settings().webhooks();
    }

    /** Writes what a decision changes, and takes note of what is due by it. */
    <T> T apply(WebhookDecision<T> decision, Instant now) {
        decision.changes().forEach(change -> {
            rows.write(change);
            if (change instanceof WebhookChange.QueueChanged queue) {
                waiting(queue.customer().tenantEnvironment(), queue.moreWaiting());
                scheduler.queueChanged(queue, now);
            }
            if (change instanceof WebhookChange.DeliveryChanged(var key, var delivery)
                    && delivery.status() == DeliveryStatus.DISCARDED) {
                breakOff(key);
            }
            if (change instanceof WebhookChange.DiscardChanged(var discard)) {
                discards.putIfAbsent(discard.id(), discard.tenantEnvironment());
                waits.discarding(true);
            }
            if (change instanceof WebhookChange.DiscardDeleted(var id)) {
                discards.remove(id);
                waits.discarding(!discards.isEmpty());
            }
            if (change instanceof WebhookChange.EndpointChanged(var tenantEnvironment, var endpoint)) {
                learn(tenantEnvironment, endpoint);
            }
        });
        return decision.outcome();
    }

    /** An attempt that is being made is not called back; none after it is made. */
    private void breakOff(DeliveryKey delivery) {
        scheduler.underWayWith(delivery).ifPresent(batch -> parts.sender().cancel(batch.id()));
    }

    /** A discard under way; they take turns. */
    Optional<String> nextDiscard() {
        Optional<Map.Entry<String, TenantEnvironment>> next = discards.entrySet().stream().findFirst()
                .map(Map.Entry::copyOf);
        next.ifPresent(discard -> {
            discards.remove(discard.getKey());
            discards.put(discard.getKey(), discard.getValue());
        });
        return next.map(Map.Entry::getKey);
    }

    private void learn(TenantEnvironment tenantEnvironment, EndpointState known) {
        parts.endpoints().of(tenantEnvironment).learn(known.health());
        parts.endpoints().of(tenantEnvironment).disabled(partition, known.disabled());
        known.disabled().ifPresentOrElse(mark -> disabled.put(tenantEnvironment, mark),
                () -> disabled.remove(tenantEnvironment));
        known.revivalApplied().ifPresent(at -> revivalsApplied.put(tenantEnvironment, at));
    }

    private boolean isEnabled(TenantEnvironment tenantEnvironment) {
        WebhookSettings settings = settings(tenantEnvironment, 0);
        // What a discard under way has not come to yet is not to be sent before it does.
        return settings.on() && !discards.containsValue(tenantEnvironment)
                && disabled(tenantEnvironment).filter(mark -> mark.holds(settings)).isEmpty();
    }

    private Optional<DisabledEndpoint> disabled(TenantEnvironment tenantEnvironment) {
        return Optional.ofNullable(disabled.get(tenantEnvironment));
    }

    private Optional<Instant> revivalApplied(TenantEnvironment tenantEnvironment) {
        return Optional.ofNullable(revivalsApplied.get(tenantEnvironment));
    }

    /** Sends what is due and finds a place. */
    void send(TenantEnvironment tenantEnvironment, Instant now) {
        scheduler.schedule(tenantEnvironment, now).forEach(batch -> parts.sender().send(batch, lease::isHeld));
        publishWaits(tenantEnvironment);
    }

    private void publishWaits(TenantEnvironment tenantEnvironment) {
        if (waiting.containsKey(tenantEnvironment)) {
            waits.waits(tenantEnvironment, scheduler.nextLookAt(tenantEnvironment),
                    revivalApplied(tenantEnvironment), disabled(tenantEnvironment).isPresent());
        } else {
            waits.rests(tenantEnvironment);
        }
    }

    private void waiting(TenantEnvironment tenantEnvironment, long more) {
        parts.endpoints().of(tenantEnvironment).waiting(more);
        if (waiting.merge(tenantEnvironment, more, Long::sum) == 0) {
            waiting.remove(tenantEnvironment);
        }
    }

    /** The partition leaves this node. */
    void close(Instant now) {
        parts.waits().close(partition, waits);
        scheduler.close(now).forEach(batch -> parts.sender().cancel(batch.id()));
        waiting.forEach((tenantEnvironment, count) -> {
            parts.endpoints().of(tenantEnvironment).waiting(-count);
            parts.endpoints().of(tenantEnvironment).oldest(partition, Optional.empty());
        });
        disabled.keySet().forEach(
                tenantEnvironment -> parts.endpoints().of(tenantEnvironment).disabled(partition, Optional.empty()));
        waiting.clear();
    }

    @Override
    public Optional<CustomerQueue> queue(CustomerKey customer) {
        return rows.queue(customer);
    }

    @Override
    public Optional<Delivery> delivery(DeliveryKey key) {
        return rows.delivery(key);
    }

    @Override
    public void visitHeads(TenantEnvironment tenantEnvironment, Instant from, Predicate<DueHead> visitor) {
        rows.visitHeads(tenantEnvironment, from, visitor);
    }

    /** Its health as all tasks of the node know it: at least as new as the row's. */
    @Override
    public EndpointState endpoint(TenantEnvironment tenantEnvironment) {
        return new EndpointState(parts.endpoints().of(tenantEnvironment).health(),
                revivalApplied(tenantEnvironment), disabled(tenantEnvironment));
    }

    @Override
    public Optional<ReplayJob> replay(String replayId) {
        return rows.replay(replayId);
    }

    @Override
    public List<ReplayJob> replays(TenantEnvironment tenantEnvironment) {
        return rows.replays(tenantEnvironment);
    }

    @Override
    public long waiting(TenantEnvironment tenantEnvironment) {
        return waiting.getOrDefault(tenantEnvironment, 0L);
    }

    @Override
    public JobsUnderWay replaysUnderWay(TenantEnvironment tenantEnvironment) {
        return rows.replaysUnderWay(tenantEnvironment);
    }

    @Override
    public Optional<Gap> gapFrom(CustomerKey customer, long ordinal) {
        return rows.gapFrom(customer, ordinal);
    }

    @Override
    public void visitDeliveries(TenantEnvironment tenantEnvironment, Instant from, Optional<DeliveryPlace> after,
            Predicate<DeliveryPlace> visitor) {
        rows.visitDeliveries(tenantEnvironment, from, after, visitor);
    }

    @Override
    public Optional<DiscardJob> discard(String discardId) {
        return rows.discard(discardId);
    }

    @Override
    public JobsUnderWay discardsUnderWay(TenantEnvironment tenantEnvironment) {
        return rows.discardsUnderWay(tenantEnvironment);
    }

    @Override
    public Optional<AnswerMark> answer(CustomerKey owner, String idempotencyKey) {
        return rows.answer(owner, idempotencyKey);
    }
}
