package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;

/** Deliveries that are sent no more (CONTRACT 10). */
class DiscardTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final CustomerKey ANN = CustomerKey.ofExternalId(ACME, "ann");
    private static final WebhookSettings ON = new WebhookSettings(Optional.of("https://example.org"),
            Optional.of(new SealedSecret(Optional.empty(), "sealed", "mark")), Optional.empty(), Optional.empty(),
            Optional.of(1L));
    private static final Set<DeliveryStatus> UNDELIVERED = Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED,
            DeliveryStatus.DEAD);

    private final SimulatedDispatcher dispatcher = new SimulatedDispatcher(new InMemoryWebhooks(),
            tenantEnvironment -> true, new AtomicLong());
    private int requests;

    private void publish(CustomerKey customer, int events, String type) {
        IntStream.range(0, events).forEach(i -> dispatcher.decide(new WebhookInput.EventPublished(
                new WebhookEvent("evt", type, NOON, customer, "external", i + 1L, "{}", 1), ON), NOON));
    }

    private Object ask(CustomerKey owner, DeliveryRequest.Action action, Instant now) {
        String id = "request-" + requests++;
        return dispatcher.decide(new WebhookInput.RequestReceived(owner,
                new DeliveryRequest(id, ACME, new Idempotency(id, "print", "/"), 1, action), ON, 1), now);
    }

    private Object discard(long ordinal) {
        return ask(ANN, new DeliveryRequest.DiscardDelivery(
                new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), ordinal), "key_1"), NOON.plusSeconds(1));
    }

    private Object retry(long ordinal) {
        return ask(ANN, new DeliveryRequest.RetryDelivery(
                new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), ordinal)), NOON.plusSeconds(2));
    }

    private List<Long> sent(Instant now) {
        dispatcher.send(ACME, now);
        return dispatcher.nextSent().orElseThrow().attempts().stream().map(DeliveryAttempt::ordinal).toList();
    }

    private Delivery delivery(long ordinal) {
        return dispatcher.state.delivery(new DeliveryKey(ANN, ordinal)).orElseThrow();
    }

    private long waiting() {
        return dispatcher.state.waiting(ACME);
    }

    @Test
    void theNextOneGoesWhenTheHeadIsDiscarded() {
        publish(ANN, 3, "credit.granted");

        assertThat(discard(1)).isInstanceOf(RequestOutcome.DeliveryDiscarded.class);

        assertThat(delivery(1).status()).isEqualTo(DeliveryStatus.DISCARDED);
        assertThat(delivery(1).discarded()).contains(new Discarded(NOON.plusSeconds(1), "key_1", Optional.empty()));
        assertThat(waiting()).isEqualTo(2);
        assertThat(sent(NOON.plusSeconds(1))).containsExactly(2L, 3L);
    }

    @Test
    void whatStandsBehindTheHeadIsPassedOver() {
        publish(ANN, 6, "credit.granted");
        List.of(3L, 5L, 4L, 6L).forEach(this::discard);

        assertThat(waiting()).isEqualTo(2);
        assertThat(sent(NOON)).containsExactly(1L, 2L);
        assertThat(dispatcher.state.gapsOf(ANN).values()).containsExactly(new Gap(3, 6));
    }

    @Test
    void whatIsRetriedTakesItsPlaceAgainAsLongAsItsTurnHasNotCome() {
        publish(ANN, 5, "credit.granted");
        List.of(2L, 3L, 4L).forEach(this::discard);

        assertThat(retry(3)).isInstanceOf(RequestOutcome.Retried.class);

        assertThat(delivery(3).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery(3).discarded()).isEmpty();
        assertThat(sent(NOON.plusSeconds(2))).containsExactly(1L, 3L, 5L);
    }

    @Test
    void whatIsRetriedLaterIsTheNextAfterTheHead() {
        publish(ANN, 3, "credit.granted");
        discard(1);

        retry(1);

        assertThat(dispatcher.state.queue(ANN).orElseThrow().retried()).containsExactly(1L);
        assertThat(waiting()).isEqualTo(3);
    }

    @Test
    void whatWasDeliveredCannotBeDiscardedAndWhatIsDiscardedStaysAsItIs() {
        publish(ANN, 1, "credit.granted");
        dispatcher.send(ACME, NOON);
        DeliveryBatch batch = dispatcher.nextSent().orElseThrow();
        dispatcher.ended(batch, batch.attempts().getFirst(), result(200), true, NOON);
        publish(ANN, 1, "credit.granted");
        discard(2);
        Delivery before = delivery(2);

        assertThat(discard(1)).isEqualTo(new RequestOutcome.WasDelivered());
        assertThat(discard(2))
                .isEqualTo(new RequestOutcome.DeliveryDiscarded(new DeliveryKey(ANN, 2), before, false));
        assertThat(discard(3)).isEqualTo(new RequestOutcome.DeliveryNotFound());
    }

    private static AttemptResult result(int status) {
        return new AttemptResult(NOON, Duration.ZERO, status, "", "");
    }

    @Test
    void anAttemptUnderWayThatComesThroughWasDelivered() {
        publish(ANN, 2, "credit.granted");
        dispatcher.send(ACME, NOON);
        DeliveryBatch batch = dispatcher.nextSent().orElseThrow();
        discard(1);

        assertThat(dispatcher.underWayWith(new DeliveryKey(ANN, 1))).contains(batch);
        assertThat(dispatcher.ended(batch, batch.attempts().getFirst(), result(200), true, NOON))
                .isEqualTo(AttemptVerdict.DELIVERED);
        assertThat(delivery(1).status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(delivery(1).discarded()).isEmpty();
        assertThat(sent(NOON.plusSeconds(1))).containsExactly(2L);
    }

    @Test
    void anAttemptUnderWayThatFailsChangesNothing() {
        publish(ANN, 1, "credit.granted");
        dispatcher.send(ACME, NOON);
        DeliveryBatch batch = dispatcher.nextSent().orElseThrow();
        discard(1);

        assertThat(dispatcher.ended(batch, batch.attempts().getFirst(), result(500), true, NOON))
                .isEqualTo(AttemptVerdict.STALE);
        assertThat(delivery(1).status()).isEqualTo(DeliveryStatus.DISCARDED);
    }

    @Test
    void aRangeIsDiscardedSoManyAtATime() {
        publish(ANN, 1_500, "credit.granted");
        publish(ANN, 1_500, "credit.consumed");
        DiscardJob job = accepted(range(Optional.of(Set.of("credit.consumed")), Optional.empty(), UNDELIVERED));

        List<Integer> steps = goOn(job);

        assertThat(steps).containsExactly(0, 500, 1_000);
        assertThat(waiting()).isEqualTo(1_500);
        assertThat(dispatcher.state.gapsOf(ANN).values()).containsExactly(new Gap(1_501, 3_000));
        assertThat(delivery(3_000).discarded()).contains(new Discarded(NOON.plusSeconds(1), "key_1",
                Optional.of(job.id())));
        assertThat(dispatcher.state.discards).isEmpty();
    }

    @Test
    void aWholeBacklogLeavesNothingThatWaits() {
        publish(ANN, 2_500, "credit.granted");

        List<Integer> steps = goOn(accepted(range(Optional.empty(), Optional.empty(), UNDELIVERED)));

        assertThat(steps).containsExactly(1_000, 1_000, 500);
        assertThat(waiting()).isZero();
        assertThat(dispatcher.state.heads()).isEmpty();
        assertThat(dispatcher.state.gapsOf(ANN)).isEmpty();
    }

    @Test
    void onlyTheNamedCustomersAndStatusesAreDiscarded() {
        CustomerKey bob = CustomerKey.ofExternalId(ACME, "bob");
        publish(ANN, 2, "credit.granted");
        publish(bob, 2, "credit.granted");

        assertThat(goOn(accepted(range(Optional.empty(), Optional.of(bob), Set.of(DeliveryStatus.DEAD)))))
                .containsExactly(0);
        assertThat(goOn(accepted(range(Optional.empty(), Optional.of(bob), UNDELIVERED)))).containsExactly(2);
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void anEnvironmentHasFiveAtATime() {
        IntStream.range(0, 5).forEach(i -> accepted(range(Optional.empty(), Optional.empty(), UNDELIVERED)));

        assertThat(ask(WebhookEvent.nobody(ACME), range(Optional.empty(), Optional.empty(), UNDELIVERED), NOON))
                .isEqualTo(new RequestOutcome.TooManyDiscards(5));
    }

    /** Nothing is sent by it, so it needs no endpoint. */
    @Test
    void theDeadOnesOfADisabledEndpointCanBeDiscarded() {
        publish(ANN, 1, "credit.granted");
        dispatcher.decide(new WebhookInput.EndpointDisabled(ACME, new DisabledEndpoint(1, NOON, "much waited"), ON),
                NOON);

        assertThat(discard(1)).isInstanceOf(RequestOutcome.DeliveryDiscarded.class);
        assertThat(retry(1)).isInstanceOf(RequestOutcome.EndpointDisabled.class);
    }

    private static DeliveryRequest.DiscardRange range(Optional<Set<String>> types, Optional<CustomerKey> customer,
            Set<DeliveryStatus> statuses) {
        return new DeliveryRequest.DiscardRange(NOON, Optional.empty(), types, customer, statuses, "key_1");
    }

    private DiscardJob accepted(DeliveryRequest.DiscardRange range) {
        Object outcome = ask(WebhookEvent.nobody(ACME), range, NOON.plusSeconds(1));
        return ((RequestOutcome.DiscardAccepted) outcome).discard();
    }

    /** How many were discarded in each step. */
    private List<Integer> goOn(DiscardJob job) {
        dispatcher.decide(new WebhookInput.DiscardStarted(job), NOON);
        List<Integer> steps = new ArrayList<>();
        Optional<DiscardJob> ended = Optional.empty();
        while (ended.isEmpty()) {
            var step = (DiscardDecider.Step) dispatcher.decide(new WebhookInput.DiscardGoesOn(job.id()), NOON);
            steps.add(step.discarded());
            ended = step.ended();
        }
        dispatcher.decide(new WebhookInput.DiscardPartEnded(ACME, job.id()), NOON);
        return steps;
    }
}
