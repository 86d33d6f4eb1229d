package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/** The rows of one partition in plain maps. */
final class InMemoryWebhooks implements WebhookState {

    private static final Comparator<DueHead> FIRST_DUE_FIRST = Comparator.comparing(DueHead::dueAt)
            .thenComparing(head -> head.customer().toString());
    private static final Comparator<DeliveryPlace> BY_CREATION = Comparator.comparing(DeliveryPlace::createdAt)
            .thenComparing(place -> place.key().customer().toString())
            .thenComparingLong(place -> place.key().ordinal());

    final Map<CustomerKey, CustomerQueue> queues = new HashMap<>();
    final Map<DeliveryKey, Delivery> deliveries = new HashMap<>();
    final Map<TenantEnvironment, EndpointState> endpoints = new HashMap<>();
    final Map<String, ReplayJob> replays = new HashMap<>();
    final Map<TenantEnvironment, JobsUnderWay> replaysUnderWay = new HashMap<>();
    /** By the ordinal of the last delivery in it. */
    final Map<CustomerKey, NavigableMap<Long, Gap>> gaps = new HashMap<>();
    final Map<String, DiscardJob> discards = new HashMap<>();
    final Map<TenantEnvironment, JobsUnderWay> discardsUnderWay = new HashMap<>();
    final Map<WebhookInput.AnsweredRequest, AnswerMark> answers = new HashMap<>();
    private final TreeSet<DueHead> heads = new TreeSet<>(FIRST_DUE_FIRST);

    InMemoryWebhooks copy() {
        var copy = new InMemoryWebhooks();
        copy.queues.putAll(queues);
        copy.deliveries.putAll(deliveries);
        copy.endpoints.putAll(endpoints);
        copy.replays.putAll(replays);
        copy.replaysUnderWay.putAll(replaysUnderWay);
        copy.answers.putAll(answers);
        gaps.forEach((customer, its) -> copy.gaps.put(customer, new TreeMap<>(its)));
        copy.discards.putAll(discards);
        copy.discardsUnderWay.putAll(discardsUnderWay);
        copy.heads.addAll(heads);
        return copy;
    }

    void apply(List<WebhookChange> changes) {
        changes.forEach(this::apply);
    }

    private void apply(WebhookChange change) {
        switch (change) {
            case WebhookChange.QueueChanged queue -> {
                assertThat(queue.before()).isEqualTo(queue(queue.customer()));
                queue.headBefore().ifPresent(head -> heads.remove(new DueHead(queue.customer(), head.dueAt())));
                queue.after().head().ifPresent(head -> heads.add(new DueHead(queue.customer(), head.dueAt())));
                queues.put(queue.customer(), queue.after());
            }
            case WebhookChange.DeliveryAdded(var key, var delivery) -> assertThat(deliveries.put(key, delivery))
                    .as("%s added twice", key).isNull();
            case WebhookChange.DeliveryChanged(var key, var delivery) -> assertThat(deliveries.put(key, delivery))
                    .as("%s was there", key).isNotNull();
            case WebhookChange.DeliveryDeleted(var key, var createdAt) -> deliveries.remove(key);
            case WebhookChange.EndpointChanged(var tenantEnvironment, var endpoint) -> endpoints.put(tenantEnvironment,
                    endpoint);
            case WebhookChange.ReplayChanged(var replay) -> replays.put(replay.id(), replay);
            case WebhookChange.ReplaysUnderWayChanged(var tenantEnvironment, var after) -> replaysUnderWay
                    .put(tenantEnvironment, after);
            case WebhookChange.ReplayDeleted(var id) -> replays.remove(id);
            case WebhookChange.GapChanged(var customer, var gap) -> gaps
                    .computeIfAbsent(customer, added -> new TreeMap<>()).put(gap.last(), gap);
            case WebhookChange.GapDeleted(var customer, var last) -> gapsOf(customer).remove(last);
            case WebhookChange.DiscardChanged(var discard) -> discards.put(discard.id(), discard);
            case WebhookChange.DiscardDeleted(var id) -> discards.remove(id);
            case WebhookChange.DiscardsUnderWayChanged(var tenantEnvironment, var after) -> discardsUnderWay
                    .put(tenantEnvironment, after);
            case WebhookChange.AnswerDeleted(var owner, var key) -> answers
                    .remove(new WebhookInput.AnsweredRequest(owner, key));
        }
    }

    NavigableMap<Long, Gap> gapsOf(CustomerKey customer) {
        return gaps.getOrDefault(customer, new TreeMap<>());
    }

    List<DueHead> heads() {
        return new ArrayList<>(heads);
    }

    @Override
    public Optional<CustomerQueue> queue(CustomerKey customer) {
        return Optional.ofNullable(queues.get(customer));
    }

    @Override
    public Optional<Delivery> delivery(DeliveryKey key) {
        return Optional.ofNullable(deliveries.get(key));
    }

    @Override
    public void visitHeads(TenantEnvironment tenantEnvironment, Instant from, Predicate<DueHead> visitor) {
        for (DueHead head : heads()) {
            if (head.customer().tenantEnvironment().equals(tenantEnvironment) && !head.dueAt().isBefore(from)
                    && !visitor.test(head)) {
                return;
            }
        }
    }

    @Override
    public EndpointState endpoint(TenantEnvironment tenantEnvironment) {
        return endpoints.getOrDefault(tenantEnvironment, EndpointState.UNKNOWN);
    }

    @Override
    public Optional<ReplayJob> replay(String replayId) {
        return Optional.ofNullable(replays.get(replayId));
    }

    @Override
    public List<ReplayJob> replays(TenantEnvironment tenantEnvironment) {
        return replays.values().stream().filter(job -> job.tenantEnvironment().equals(tenantEnvironment)).toList();
    }

    @Override
    public long waiting(TenantEnvironment tenantEnvironment) {
        return queues.entrySet().stream().filter(queue -> queue.getKey().tenantEnvironment().equals(tenantEnvironment))
                .mapToLong(queue -> queue.getValue().waiting()).sum();
    }

    @Override
    public JobsUnderWay replaysUnderWay(TenantEnvironment tenantEnvironment) {
        return replaysUnderWay.getOrDefault(tenantEnvironment, JobsUnderWay.NONE);
    }

    @Override
    public Optional<Gap> gapFrom(CustomerKey customer, long ordinal) {
        return Optional.ofNullable(gapsOf(customer).ceilingEntry(ordinal)).map(Map.Entry::getValue);
    }

    @Override
    public void visitDeliveries(TenantEnvironment tenantEnvironment, Instant from, Optional<DeliveryPlace> after,
            Predicate<DeliveryPlace> visitor) {
        deliveries.entrySet().stream()
                .filter(row -> row.getKey().customer().tenantEnvironment().equals(tenantEnvironment))
                .map(row -> new DeliveryPlace(row.getValue().createdAt(), row.getKey()))
                .filter(place -> !place.createdAt().isBefore(from)
                        && after.filter(passed -> BY_CREATION.compare(place, passed) <= 0).isEmpty())
                .sorted(BY_CREATION).takeWhile(visitor).forEach(place -> {});
    }

    @Override
    public Optional<DiscardJob> discard(String discardId) {
        return Optional.ofNullable(discards.get(discardId));
    }

    @Override
    public JobsUnderWay discardsUnderWay(TenantEnvironment tenantEnvironment) {
        return discardsUnderWay.getOrDefault(tenantEnvironment, JobsUnderWay.NONE);
    }

    @Override
    public Optional<AnswerMark> answer(CustomerKey owner, String idempotencyKey) {
        return Optional.ofNullable(answers.get(new WebhookInput.AnsweredRequest(owner, idempotencyKey)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InMemoryWebhooks that && queues.equals(that.queues)
                && deliveries.equals(that.deliveries) && endpoints.equals(that.endpoints)
                && replays.equals(that.replays)
                && replaysUnderWay.equals(that.replaysUnderWay) && answers.equals(that.answers)
                && gaps.equals(that.gaps) && discards.equals(that.discards)
                && discardsUnderWay.equals(that.discardsUnderWay)
                && heads.equals(that.heads);
    }

    @Override
    public int hashCode() {
        return queues.hashCode();
    }
}
