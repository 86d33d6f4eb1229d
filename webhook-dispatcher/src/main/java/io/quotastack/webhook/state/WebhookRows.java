package io.quotastack.webhook.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DueHead;
import io.quotastack.core.webhook.EndpointState;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.ReplaysUnderWay;
import io.quotastack.core.webhook.WebhookChange;
import io.quotastack.core.webhook.WebhookState;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

/** The rows of one partition: read by anyone, written by its task alone. */
public final class WebhookRows implements WebhookState {

    private final KeyValueStore<Bytes, byte[]> store;
    private final DueIndex dueIndex;

    public WebhookRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.dueIndex = new DueIndex(store);
    }

    @Override
    public Optional<CustomerQueue> queue(CustomerKey customer) {
        return RowCodecs.QUEUE.find(store, WebhookKeys.queue(customer));
    }

    @Override
    public Optional<Delivery> delivery(DeliveryKey key) {
        return RowCodecs.DELIVERY.find(store, WebhookKeys.delivery(key.customer(), key.ordinal()));
    }

    @Override
    public void visitHeads(TenantEnvironment tenantEnvironment, Instant from, Predicate<DueHead> visitor) {
        dueIndex.visit(tenantEnvironment, from, visitor);
    }

    /** As this partition last saw it. */
    @Override
    public EndpointState endpoint(TenantEnvironment tenantEnvironment) {
        return RowCodecs.ENDPOINT.find(store, WebhookKeys.endpoint(tenantEnvironment)).orElse(EndpointState.UNKNOWN);
    }

    @Override
    public Optional<ReplayJob> replay(String replayId) {
        return RowCodecs.REPLAY.find(store, WebhookKeys.replay(replayId));
    }

    @Override
    public List<ReplayJob> replays(TenantEnvironment tenantEnvironment) {
        return replays().stream().filter(replay -> replay.tenantEnvironment().equals(tenantEnvironment)).toList();
    }

    /** Costs a read for each customer of the partition who waits; a task keeps count. */
    @Override
    public long waiting(TenantEnvironment tenantEnvironment) {
        return waiting().getOrDefault(tenantEnvironment, 0L);
    }

    @Override
    public ReplaysUnderWay replaysUnderWay(TenantEnvironment tenantEnvironment) {
        return RowCodecs.REPLAYS_UNDER_WAY.find(store, WebhookKeys.replaysUnderWay(tenantEnvironment))
                .orElse(ReplaysUnderWay.NONE);
    }

    @Override
    public Optional<AnswerMark> answer(CustomerKey owner, String idempotencyKey) {
        return findAnswer(owner, idempotencyKey).map(KeptAnswer::mark);
    }

    /** The answer itself, as a repeated one. */
    public Optional<Reply> keptAnswer(CustomerKey owner, String idempotencyKey) {
        return findAnswer(owner, idempotencyKey).map(KeptAnswer::again);
    }

    private Optional<KeptAnswer> findAnswer(CustomerKey owner, String idempotencyKey) {
        return RowCodecs.ANSWER.find(store, WebhookKeys.answer(owner, idempotencyKey));
    }

    public void keepAnswer(CustomerKey owner, String idempotencyKey, AnswerMark mark, Reply reply) {
        RowCodecs.ANSWER.put(store, WebhookKeys.answer(owner, idempotencyKey),
                KeptAnswer.of(mark, reply));
    }

    public void write(WebhookChange change) {
        switch (change) {
            case WebhookChange.QueueChanged queue -> {
                RowCodecs.QUEUE.put(store, WebhookKeys.queue(queue.customer()), queue.after());
                dueIndex.move(queue.customer(), queue.headBefore(), queue.after().head());
            }
            case WebhookChange.DeliveryAdded(var key, var delivery) -> {
                put(key, delivery);
                store.put(WebhookKeys.byCreation(key.customer(), delivery.createdAt().toEpochMilli(), key.ordinal()),
                        RowCodec.present());
            }
            case WebhookChange.DeliveryChanged(var key, var delivery) -> put(key, delivery);
            case WebhookChange.DeliveryDeleted(var key, var createdAt) -> {
                store.delete(WebhookKeys.delivery(key.customer(), key.ordinal()));
                store.delete(WebhookKeys.byCreation(key.customer(), createdAt.toEpochMilli(), key.ordinal()));
            }
            case WebhookChange.EndpointChanged(var tenantEnvironment, var endpoint) -> RowCodecs.ENDPOINT.put(store,
                    WebhookKeys.endpoint(tenantEnvironment), endpoint);
            case WebhookChange.ReplayChanged(var replay) -> RowCodecs.REPLAY.put(store, WebhookKeys.replay(replay.id()),
                    replay);
            case WebhookChange.ReplaysUnderWayChanged(var tenantEnvironment, var replays) -> RowCodecs.REPLAYS_UNDER_WAY
                    .put(store, WebhookKeys.replaysUnderWay(tenantEnvironment), replays);
            case WebhookChange.ReplayDeleted(var id) -> store.delete(WebhookKeys.replay(id));
            case WebhookChange.AnswerDeleted(var owner, var key) -> store.delete(WebhookKeys.answer(owner, key));
        }
    }

    private void put(DeliveryKey key, Delivery delivery) {
        RowCodecs.DELIVERY.put(store, WebhookKeys.delivery(key.customer(), key.ordinal()), delivery);
    }

    /** All endpoints that deliveries of the partition ever went to. */
    public Map<TenantEnvironment, EndpointState> endpoints() {
        Map<TenantEnvironment, EndpointState> found = new HashMap<>();
        KeyRange range = WebhookKeys.endpoints();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> found.put(WebhookKeys.environmentOfEndpoint(row.key),
                    RowCodecs.ENDPOINT.read(row.key, row.value)));
        }
        return found;
    }

    /** All replays under way. */
    public List<ReplayJob> replays() {
        List<ReplayJob> found = new ArrayList<>();
        KeyRange range = WebhookKeys.replays();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> found.add(RowCodecs.REPLAY.read(row.key, row.value)));
        }
        return found;
    }

    /** How many deliveries wait in each environment that has any. Costs a read for each customer who waits. */
    public Map<TenantEnvironment, Long> waiting() {
        Map<TenantEnvironment, Long> waiting = new HashMap<>();
        dueIndex.visitAll(customer -> queue(customer)
                .ifPresent(queue -> waiting.merge(customer.tenantEnvironment(), queue.waiting(), Long::sum)));
        return waiting;
    }

    /** When the oldest of the first so many heads was made. */
    public Optional<Instant> oldestHead(TenantEnvironment tenantEnvironment, int sample) {
        List<CustomerKey> first = new ArrayList<>();
        dueIndex.visit(tenantEnvironment, Instant.EPOCH,
                head -> first.add(head.customer()) && first.size() < sample);
        return first.stream().flatMap(customer -> head(customer).stream()).map(Delivery::createdAt)
                .min(Instant::compareTo);
    }

    private Optional<Delivery> head(CustomerKey customer) {
        return queue(customer).flatMap(CustomerQueue::head)
                .flatMap(head -> delivery(new DeliveryKey(customer, head.ordinal())));
    }
}
