package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;

/**
 * One random history of deliveries beside {@link DeliveryModel}: events, ends of attempts of every kind, doubled, late and
 * lost ones, retries by hand, discards, replays, restarts and time, in an order that the seed picks.
 */
final class RandomWebhooks {

    private static final int STEPS = 1_200;
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<TenantEnvironment> ENVIRONMENTS = List.of(
            new TenantEnvironment(new UUID(1, 2), Environment.LIVE),
            new TenantEnvironment(new UUID(3, 4), Environment.TEST));
    private static final List<CustomerKey> CUSTOMERS = ENVIRONMENTS.stream().flatMap(tenantEnvironment -> IntStream
            .range(0, 12).mapToObj(i -> CustomerKey.ofExternalId(tenantEnvironment, "customer-" + i))).toList();
    private static final WebhookSettings ON = new WebhookSettings(Optional.of("https://example.org"),
            Optional.of(new SealedSecret(Optional.empty(), "sealed", "mark")), Optional.empty(), Optional.empty(),
            Optional.of(1L));
    private static final WebhookSettings FILTERED = new WebhookSettings(ON.url(), ON.secret(), ON.retired(),
            Optional.of(List.of("credit.granted")), ON.onSince());

    /** An attempt of a batch that is under way, or was before a restart. */
    private record UnderWay(DeliveryBatch batch, int index) {
        DeliveryAttempt attempt() {
            return batch.attempts().get(index);
        }

        boolean isLast() {
            return index == batch.attempts().size() - 1;
        }
    }

    private final long seed;
    private final Random random;
    private final DeliveryModel model = new DeliveryModel();
    private final Set<TenantEnvironment> turnedOff = new HashSet<>();
    private final SimulatedDispatcher dispatcher = new SimulatedDispatcher(new InMemoryWebhooks(),
            tenantEnvironment -> !turnedOff.contains(tenantEnvironment), new AtomicLong());
    private final List<UnderWay> underWay = new ArrayList<>();
    private final List<UnderWay> late = new ArrayList<>();
    private final Map<CustomerKey, Long> sequences = new HashMap<>();
    private Optional<ReplayJob> replay = Optional.empty();
    private long replayOffset;
    private Instant now = START;
    private int requests;
    /** How often attempts fail changes, so that endpoints die and revive. */
    private int failuresInTen = 3;

    RandomWebhooks(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** After each step the rows say what the model says, and at the end the inputs lead to the same rows again. */
    void check() {
        for (int step = 0; step < STEPS; step++) {
            step();
            lookAtSent();
            expectModel();
        }
        finish();
        expectEverythingResolved();
        expectTheSameAgain();
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void step() {
        switch (random.nextInt(21)) {
            case 0, 1, 2, 3 -> publish();
            case 4, 5 -> pass(Duration.ofMillis(random.nextInt(8_000)));
            case 6 -> pass(Duration.ofSeconds(random.nextInt(1_000)));
            case 7 -> retryByHand();
            case 8 -> replayStep();
            case 9 -> {
                if (random.nextInt(6) == 0) {
                    restart();
                }
            }
            case 10 -> lateEnd();
            case 11 -> {
                if (random.nextInt(4) == 0) {
                    failuresInTen = any(List.of(0, 3, 10));
                }
            }
            case 12 -> turnOnOrOff();
            case 13 -> discard();
            default -> end();
        }
    }

    private WebhookEvent event(CustomerKey customer, String type, long sequence, long configVersion) {
        return new WebhookEvent("evt-" + customer.customerId() + "-" + sequence, type, now, customer, "external",
                sequence, "{}", configVersion);
    }

    private void publish() {
        CustomerKey customer = any(CUSTOMERS);
        WebhookSettings settings = any(List.of(ON, ON, ON, FILTERED, WebhookSettings.OFF));
        String type = any(List.of("credit.granted", "credit.consumed"));
        long configVersion = random.nextInt(8) == 0 ? 0 : 1;
        WebhookEvent event = event(customer, type, sequences.merge(customer, 1L, Long::sum), configVersion);
        boolean wanted = !settings.equals(WebhookSettings.OFF) && configVersion >= 1
                && (settings.equals(ON) || type.equals("credit.granted"));
        Object queued = dispatcher.decide(new WebhookInput.EventPublished(event, settings), now);
        if (wanted) {
            model.queued(customer, now);
        }
        assertThat(((Optional<?>) queued).isPresent()).as(seed()).isEqualTo(wanted);
        dispatcher.send(customer.tenantEnvironment(), now);
    }

    private void end() {
        if (underWay.isEmpty()) {
            return;
        }
        UnderWay ended = underWay.remove(random.nextInt(underWay.size()));
        if (random.nextInt(12) == 0) {
            dispatcher.unreported(ended.batch(), now);
            return;
        }
        boolean fails = random.nextInt(10) < failuresInTen;
        AttemptResult result = result(fails ? any(List.of(0, 302, 500)) : any(List.of(200, 204, 299)));
        boolean batchEnded = fails || ended.isLast();
        end(ended, result, batchEnded);
        if (random.nextInt(6) == 0) {
            end(ended, result, batchEnded); // its record comes twice
        }
        if (!batchEnded) {
            var next = new UnderWay(ended.batch(), ended.index() + 1);
            underWay.add(next);
        }
    }

    private AttemptResult result(int statusCode) {
        int latency = random.nextInt(3_000);
        return new AttemptResult(now.minusMillis(latency), Duration.ofMillis(random.nextInt(latency + 1)), statusCode,
                statusCode == 0 ? "no answer" : "", "body");
    }

    private void end(UnderWay ended, AttemptResult result, boolean batchEnded) {
        AttemptVerdict expected = model.ended(ended.batch().customer(), ended.attempt(), result, now);
        assertThat(dispatcher.ended(ended.batch(), ended.attempt(), result, batchEnded, now)).as(seed())
                .isEqualTo(expected);
        dispatcher.send(ended.batch().customer().tenantEnvironment(), now);
    }

    /** The record of an attempt from before a restart, while the same delivery is perhaps under way anew. */
    private void lateEnd() {
        if (!late.isEmpty()) {
            end(late.remove(random.nextInt(late.size())), result(any(List.of(200, 500))), true);
        }
    }

    private void restart() {
        late.addAll(underWay);
        underWay.clear();
        dispatcher.restart();
        wakeUp();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        wakeUp();
    }

    private void wakeUp() {
        ENVIRONMENTS.forEach(tenantEnvironment -> {
            dispatcher.wakeUp(tenantEnvironment, now);
            model.wokenUp(tenantEnvironment, now);
        });
    }

    private void turnOnOrOff() {
        TenantEnvironment tenantEnvironment = any(ENVIRONMENTS);
        if (!turnedOff.remove(tenantEnvironment) && random.nextInt(4) == 0) {
            turnedOff.add(tenantEnvironment);
        }
    }

    private void retryByHand() {
        CustomerKey customer = any(CUSTOMERS);
        long last = model.of(customer).last;
        long ordinal = 1L + random.nextInt((int) last + 1);
        var id = new ResourceId(ResourceId.Kind.DELIVERY, customer.customerId(), ordinal);
        Object outcome = dispatcher.decide(request(customer, new DeliveryRequest.RetryDelivery(id)), now);
        assertThat(outcome instanceof RequestOutcome.Retried).as(seed()).isEqualTo(ordinal <= last);
        if (ordinal <= last) {
            model.retriedByHand(customer, ordinal, now);
            dispatcher.send(customer.tenantEnvironment(), now);
        }
    }

    /** One delivery, or all of a range that a customer, a type or a status picks. */
    private void discard() {
        CustomerKey customer = any(CUSTOMERS);
        if (random.nextInt(3) > 0) {
            long last = model.of(customer).last;
            long ordinal = 1L + random.nextInt((int) last + 1);
            var id = new ResourceId(ResourceId.Kind.DELIVERY, customer.customerId(), ordinal);
            Object outcome = dispatcher.decide(request(customer, new DeliveryRequest.DiscardDelivery(id, "key_1")),
                    now);
            boolean expected = model.discarded(customer, ordinal, now);
            assertThat(outcome instanceof RequestOutcome.DeliveryDiscarded(var key, var delivery, var first) && first)
                    .as(seed()).isEqualTo(expected);
            discarded(new DeliveryKey(customer, ordinal));
        } else {
            discardRange(customer);
        }
        dispatcher.send(customer.tenantEnvironment(), now);
    }

    private void discardRange(CustomerKey customer) {
        Instant from = now.minusSeconds(random.nextInt(2_000));
        var range = new DeliveryRequest.DiscardRange(from, Optional.empty(),
                random.nextBoolean() ? Optional.empty() : Optional.of(Set.of("credit.granted")),
                random.nextBoolean() ? Optional.empty() : Optional.of(customer),
                any(List.of(Set.of(DeliveryStatus.DEAD),
                        Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.DEAD))),
                "key_1");
        TenantEnvironment tenantEnvironment = customer.tenantEnvironment();
        Object outcome = dispatcher.decide(request(WebhookEvent.nobody(tenantEnvironment), range), now);
        DiscardJob job = ((RequestOutcome.DiscardAccepted) outcome).discard();
        List<DeliveryKey> concerned = dispatcher.state.deliveries.entrySet().stream()
                .filter(row -> row.getKey().customer().tenantEnvironment().equals(tenantEnvironment)
                        && range.customer().map(row.getKey().customer()::equals).orElse(true)
                        && range.types().map(types -> types.contains(row.getValue().event().type())).orElse(true)
                        && range.statuses().contains(row.getValue().status())
                        && !row.getValue().createdAt().isBefore(from) && row.getValue().createdAt().isBefore(now))
                .map(Map.Entry::getKey).sorted(Comparator.comparingLong(DeliveryKey::ordinal)).toList();
        dispatcher.decide(new WebhookInput.DiscardStarted(job), now);
        dispatcher.decide(new WebhookInput.DiscardStarted(job), now);
        var step = (DiscardDecider.Step) dispatcher.decide(new WebhookInput.DiscardGoesOn(job.id()), now);
        assertThat(step.discarded()).as(seed()).isEqualTo(concerned.size());
        assertThat(step.ended()).as(seed()).isPresent();
        dispatcher.decide(new WebhookInput.DiscardPartEnded(tenantEnvironment, job.id()), now);
        concerned.forEach(key -> {
            assertThat(model.discarded(key.customer(), key.ordinal(), now)).as(seed()).isTrue();
            discarded(key);
        });
    }

    /** What is under way with it may be broken off, or be too far for that. */
    private void discarded(DeliveryKey key) {
        dispatcher.underWayWith(key).filter(batch -> random.nextBoolean()).ifPresent(batch -> {
            if (underWay.removeIf(one -> one.batch().equals(batch))) {
                dispatcher.unreported(batch, now);
            }
        });
    }

    private WebhookInput.RequestReceived request(CustomerKey owner, DeliveryRequest.Action action) {
        String id = "request-" + requests++;
        return new WebhookInput.RequestReceived(owner,
                new DeliveryRequest(id, owner.tenantEnvironment(), new Idempotency(id, "print", "/"), 1, action), ON,
                1);
    }

    /** A replay begins, finds events, each perhaps twice, and ends. */
    private void replayStep() {
        TenantEnvironment tenantEnvironment = ENVIRONMENTS.getFirst();
        if (replay.isEmpty()) {
            Object outcome = dispatcher.decide(request(WebhookEvent.nobody(tenantEnvironment),
                    new DeliveryRequest.Replay(START, Optional.of(now.plusSeconds(1)), Optional.empty(),
                            Optional.empty())),
                    now);
            replay = Optional.of(((RequestOutcome.ReplayAccepted) outcome).replay());
            replayOffset = 0;
            dispatcher.decide(new WebhookInput.ReplayStarted(replay.get(), ON), now);
            dispatcher.decide(new WebhookInput.ReplayStarted(replay.get(), ON), now);
        } else if (random.nextInt(5) == 0) {
            Object ended = dispatcher.decide(new WebhookInput.ReplayEnded(replay.get().id()), now);
            assertThat((Optional<?>) ended).as(seed()).isPresent();
            assertThat((Optional<?>) dispatcher.decide(new WebhookInput.ReplayEnded(replay.get().id()), now))
                    .as(seed()).isEmpty();
            dispatcher.decide(new WebhookInput.ReplayPartEnded(tenantEnvironment, replay.get().id()), now);
            replay = Optional.empty();
        } else {
            long from = replayOffset;
            replayOffset += 1 + random.nextInt(3);
            CustomerKey customer = any(CUSTOMERS.subList(0, 12));
            var found = new WebhookInput.ReplayEventFound(replay.get().id(), from, replayOffset,
                    event(customer, "credit.granted", 1, 1));
            var behindALostOne = new WebhookInput.ReplayEventFound(replay.get().id(), replayOffset + 1,
                    replayOffset + 2, event(customer, "credit.granted", 2, 1));
            assertThat((Optional<?>) dispatcher.decide(behindALostOne, now)).as(seed()).isEmpty();
            dispatcher.decide(found, now);
            replayOffset++;
            model.queued(customer, now);
            assertThat((Optional<?>) dispatcher.decide(found, now)).as(seed()).isEmpty();
            dispatcher.send(tenantEnvironment, now);
        }
    }

    /** Whatever is sent is its customer's turn, and not before its time. */
    private void lookAtSent() {
        for (Optional<DeliveryBatch> next = dispatcher.nextSent(); next.isPresent(); next = dispatcher.nextSent()) {
            DeliveryBatch batch = next.get();
            TenantEnvironment tenantEnvironment = batch.customer().tenantEnvironment();
            assertThat(turnedOff).as(seed()).doesNotContain(tenantEnvironment);
            assertThat(underWay).as(seed()).extracting(one -> one.batch().customer())
                    .doesNotContain(batch.customer());
            List<DeliveryModel.Waiting> waiting = model.of(batch.customer()).waiting;
            assertThat(batch.attempts()).as(seed()).hasSizeLessThanOrEqualTo(waiting.size())
                    .extracting(DeliveryAttempt::ordinal).containsExactlyElementsOf(
                            waiting.stream().limit(batch.attempts().size()).map(one -> one.ordinal).toList());
            assertThat(batch.attempts()).as(seed()).extracting(DeliveryAttempt::number).containsExactlyElementsOf(
                    waiting.stream().limit(batch.attempts().size()).map(one -> one.attempts + 1).toList());
            assertThat(waiting.getFirst().earliest).as(seed()).isBeforeOrEqualTo(now);
            if (model.endpoint(tenantEnvironment).failuresInARow > 0) {
                assertThat(batch.attempts()).as(seed()).hasSize(1);
            }
            underWay.add(new UnderWay(batch, 0));
            expectFewUnderWay(tenantEnvironment);
        }
    }

    /** Those of a time when it was thought alive may still be under way to an endpoint that is known dead. */
    private void expectFewUnderWay(TenantEnvironment tenantEnvironment) {
        if (model.endpoint(tenantEnvironment).dead) {
            assertThat(dispatcher.underWayTo(tenantEnvironment)).as(seed()).isEqualTo(1);
        }
    }

    private void expectModel() {
        InMemoryWebhooks state = dispatcher.state;
        Set<DueHead> heads = new HashSet<>();
        state.queues.forEach((customer, queue) -> {
            DeliveryModel.Customer expected = model.of(customer);
            assertThat(waiting(customer, queue)).as(seed())
                    .containsExactlyElementsOf(expected.waiting.stream().map(one -> one.ordinal).toList());
            assertThat(queue.waiting()).as(seed()).isEqualTo(expected.waiting.size());
            assertThat(inGaps(customer, queue)).as(seed()).containsExactlyElementsOf(expected.passedOver);
            LongStream.rangeClosed(1, queue.last()).forEach(ordinal -> {
                DeliveryStatus status = state.delivery(new DeliveryKey(customer, ordinal)).orElseThrow().status();
                assertThat(status).as(seed()).isEqualTo(expected.resolved.getOrDefault(ordinal,
                        status.waits() ? status : DeliveryStatus.PENDING));
            });
            queue.head().ifPresent(head -> {
                heads.add(new DueHead(customer, head.dueAt()));
                expectDue(state.delivery(new DeliveryKey(customer, head.ordinal())).orElseThrow(), expected.head());
            });
        });
        assertThat(state.heads()).as(seed()).containsExactlyInAnyOrderElementsOf(heads);
        ENVIRONMENTS.forEach(tenantEnvironment -> {
            EndpointHealth health = state.endpoint(tenantEnvironment).health();
            assertThat(health.dead()).as(seed()).isEqualTo(model.endpoint(tenantEnvironment).dead);
            assertThat(health.failures()).as(seed()).isEqualTo(model.endpoint(tenantEnvironment).failuresInARow);
        });
    }

    /** In the order of their turns. */
    private List<Long> waiting(CustomerKey customer, CustomerQueue queue) {
        Set<Long> passedOver = new HashSet<>(inGaps(customer, queue));
        List<Long> ordinals = new ArrayList<>();
        queue.head().ifPresent(head -> {
            ordinals.add(head.ordinal());
            ordinals.addAll(queue.retried());
            LongStream.rangeClosed(queue.next(), queue.last()).filter(ordinal -> !passedOver.contains(ordinal))
                    .forEach(ordinals::add);
        });
        return ordinals;
    }

    /** Those of a queue that are in its gaps, of which no two touch. */
    private List<Long> inGaps(CustomerKey customer, CustomerQueue queue) {
        List<Long> ordinals = new ArrayList<>();
        dispatcher.state.gapsOf(customer).values().forEach(gap -> {
            assertThat(ordinals).as(seed()).doesNotContain(gap.first() - 1);
            LongStream.rangeClosed(gap.first(), gap.last()).forEach(ordinals::add);
        });
        assertThat(ordinals).as(seed()).hasSize((int) queue.discarded())
                .allMatch(ordinal -> ordinal >= queue.next() && ordinal <= queue.last());
        return ordinals;
    }

    private void expectDue(Delivery delivery, DeliveryModel.Waiting expected) {
        assertThat(delivery.attemptsMade()).as(seed()).isEqualTo(expected.attempts);
        if (delivery.status() == DeliveryStatus.FAILED) {
            assertThat(delivery.failures()).as(seed()).isEqualTo(expected.failures);
            assertThat(delivery.nextAttemptAt().orElseThrow()).as(seed()).isAfterOrEqualTo(expected.earliest)
                    .isBeforeOrEqualTo(expected.latest.isAfter(now) ? expected.latest : now);
        }
    }

    /** Everything succeeds from now on, and time passes: nothing may be left behind. */
    private void finish() {
        failuresInTen = 0;
        turnedOff.clear();
        for (int round = 0; round < 300; round++) {
            pass(Duration.ofMinutes(5));
            lookAtSent();
            while (!underWay.isEmpty()) {
                UnderWay next = underWay.removeFirst();
                end(next, result(200), next.isLast());
                if (!next.isLast()) {
                    underWay.addFirst(new UnderWay(next.batch(), next.index() + 1));
                }
                lookAtSent();
            }
        }
    }

    private void expectEverythingResolved() {
        expectModel();
        assertThat(dispatcher.state.heads()).as(seed()).isEmpty();
        assertThat(dispatcher.state.deliveries.values()).as(seed()).isNotEmpty()
                .allMatch(delivery -> !delivery.status().waits());
    }

    /** Time is an input: from the start, or from any state in between, the inputs lead to the same rows. */
    private void expectTheSameAgain() {
        var whole = new InMemoryWebhooks();
        int cut = random.nextInt(dispatcher.inputs.size());
        Optional<InMemoryWebhooks> resumed = Optional.empty();
        for (int i = 0; i < dispatcher.inputs.size(); i++) {
            if (i == cut) {
                resumed = Optional.of(whole.copy());
            }
            SimulatedDispatcher.Timed timed = dispatcher.inputs.get(i);
            whole.apply(SimulatedDispatcher.decision(whole, timed.input(), timed.at()).changes());
            resumed.ifPresent(state -> state
                    .apply(SimulatedDispatcher.decision(state, timed.input(), timed.at()).changes()));
        }
        assertThat(whole).as(seed()).isEqualTo(dispatcher.state);
        assertThat(resumed.orElseThrow()).as(seed()).isEqualTo(dispatcher.state);
    }

    private String seed() {
        return "seed " + seed;
    }
}
