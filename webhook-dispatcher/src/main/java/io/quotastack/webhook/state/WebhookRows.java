package io.quotastack.webhook.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DeliveryPlace;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.DueHead;
import io.quotastack.core.webhook.EndpointState;
import io.quotastack.core.webhook.Gap;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.JobsUnderWay;
import io.quotastack.core.webhook.WebhookChange;
import io.quotastack.core.webhook.WebhookEvent;
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
    public JobsUnderWay replaysUnderWay(TenantEnvironment tenantEnvironment) {
        return RowCodecs.REPLAYS_UNDER_WAY.find(store, WebhookKeys.replaysUnderWay(tenantEnvironment))
                .orElse(JobsUnderWay.NONE);
    }

    @Override
    public Optional<Gap> gapFrom(CustomerKey customer, long ordinal) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(WebhookKeys.gap(customer, ordinal),
                WebhookKeys.gaps(customer).to())) {
            return rows.hasNext() ? Optional.of(gap(rows.next())) : Optional.empty();
        }
    }

    private static Gap gap(KeyValue<Bytes, byte[]> row) {
        return RowCodecs.GAP.read(row.key, row.value);
    }

    @Override
    public void visitDeliveries(TenantEnvironment tenantEnvironment, Instant from, Optional<DeliveryPlace> after,
            Predicate<DeliveryPlace> visitor) {
        Bytes first = after.map(place -> WebhookKeys.byCreation(place.key().customer(),
                place.createdAt().toEpochMilli(), place.key().ordinal() + 1))
                .orElseGet(() -> WebhookKeys
                        .byCreation(WebhookEvent.nobody(tenantEnvironment), from.toEpochMilli(), 0));
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(first,
                WebhookKeys.byCreation(tenantEnvironment).to())) {
            boolean more = true;
            while (more && rows.hasNext()) {
                Bytes key = rows.next().key;
                more = visitor.test(new DeliveryPlace(Instant.ofEpochMilli(WebhookKeys.createdAt(key)),
                        WebhookKeys.deliveryOf(key)));
            }
        }
    }

    @Override
    public Optional<DiscardJob> discard(String discardId) {
        return RowCodecs.DISCARD.find(store, WebhookKeys.discard(discardId));
    }

    @Override
    public JobsUnderWay discardsUnderWay(TenantEnvironment tenantEnvironment) {
        return RowCodecs.DISCARDS_UNDER_WAY.find(store, WebhookKeys.discardsUnderWay(tenantEnvironment))
                .orElse(JobsUnderWay.NONE);
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
            case WebhookChange.GapChanged(var customer, var gap) -> RowCodecs.GAP.put(store,
                    WebhookKeys.gap(customer, gap.last()), gap);
            case WebhookChange.GapDeleted(var customer, var last) -> store.delete(WebhookKeys.gap(customer, last));
            case WebhookChange.DiscardChanged(var discard) -> RowCodecs.DISCARD.put(store,
                    WebhookKeys.discard(discard.id()), discard);
            case WebhookChange.DiscardDeleted(var id) -> store.delete(WebhookKeys.discard(id));
            case WebhookChange.DiscardsUnderWayChanged(var tenantEnvironment, var discards) -> RowCodecs.DISCARDS_UNDER_WAY
                    .put(store, WebhookKeys.discardsUnderWay(tenantEnvironment), discards);
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

    /** All discards under way. */
    public List<DiscardJob> discards() {
        List<DiscardJob> found = new ArrayList<>();
        KeyRange range = WebhookKeys.discards();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> found.add(RowCodecs.DISCARD.read(row.key, row.value)));
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
