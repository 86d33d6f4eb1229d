package io.quotastack.webhook.process;

import static io.quotastack.webhook.process.DispatcherFixture.ACME;
import static io.quotastack.webhook.process.DispatcherFixture.OTHER;
import static io.quotastack.webhook.process.DispatcherFixture.START;
import static io.quotastack.webhook.process.DispatcherFixture.customer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.internal.ReplayEndedRecord;
import io.quotastack.internal.ReplayEventFoundRecord;
import io.quotastack.internal.ReplayJobRecord;
import io.quotastack.internal.ReplayStartedRecord;
import io.quotastack.webhook.process.DispatcherFixture.Attempt;
import io.quotastack.webhook.send.EventBody;

/** Whose turn it is, and when (CONTRACT 10). */
class WebhookTopologyTest {

    private static final CustomerKey ANN = customer("ann");
    private static final CustomerKey BOB = customer("bob");
    /** The longest that ±10 % makes of each delay. */
    private static final List<Duration> LONGEST = List.of(Duration.ofMillis(5_500), Duration.ofSeconds(33),
            Duration.ofSeconds(132), Duration.ofMinutes(11), Duration.ofMinutes(33), Duration.ofMinutes(132),
            Duration.ofMinutes(396));

    @TempDir
    private Path stateDirectory;

    private DispatcherFixture dispatcher;

    @BeforeEach
    void open() {
        dispatcher = new DispatcherFixture(stateDirectory);
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void anEventGoesAtOnceAndTheNextWhenItIsDelivered() {
        String first = dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        String second = dispatcher.publish(ANN);

        assertThat(attempt.eventId()).isEqualTo(first);
        assertThat(dispatcher.sent()).isEmpty();
        dispatcher.ends(attempt, 200);
        assertThat(dispatcher.sentOne().eventId()).isEqualTo(second);
        assertThat(dispatcher.statuses()).containsEntry(first, "delivered").containsEntry(second, "pending");
    }

    /** Down to the second of the latest attempt, which is the header that its signature is over. */
    @Test
    void aDeliveryByItselfHasTheBodyThatItsAttemptsSend() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        String id = dispatcher.deliveries(Optional.empty()).getFirst().required("id").asText();

        assertThat(DispatcherFixture.json(dispatcher.delivery(id)).required("webhook_timestamp").isNull()).isTrue();
        dispatcher.pass(Duration.ofMillis(1_900));
        dispatcher.ends(attempt, 500);
        JsonNode detail = DispatcherFixture.json(dispatcher.delivery(id));

        assertThat(detail.required("webhook_timestamp").asLong()).isEqualTo(START.getEpochSecond() + 1);
        assertThat(detail.required("body").asText())
                .isEqualTo(EventBody.text(EventBody.of(attempt.delivery().event())));
        assertThat(detail.properties()).containsAll(dispatcher.deliveries(Optional.empty()).getFirst().properties());
        assertThat(dispatcher.deliveries(Optional.empty()).getFirst().has("body")).isFalse();
    }

    @Test
    void whatWaitsGoesTogetherOneAfterTheOther() {
        dispatcher.publish(ANN);
        Attempt first = dispatcher.sentOne();
        List<String> waiting = IntStream.range(0, 3).mapToObj(i -> dispatcher.publish(ANN)).toList();
        dispatcher.ends(first, 200);

        List<String> attempted = new ArrayList<>();
        for (Optional<Attempt> next = Optional.of(dispatcher.sentOne()); next
                .isPresent(); next = dispatcher.ends(next.get(),
                        200)) {
            attempted.add(next.get().eventId());
            assertThat(dispatcher.sent()).isEmpty();
        }

        assertThat(attempted).isEqualTo(waiting);
        assertThat(dispatcher.statuses().values()).containsOnly("delivered");
    }

    @Test
    void aFailedHeadWaitsItsDelayAndHoldsUpOnlyItsCustomer() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        dispatcher.publish(ANN);
        dispatcher.ends(attempt, 500);

        dispatcher.publish(BOB);
        assertThat(dispatcher.sentOne().customer()).isEqualTo(BOB);
        dispatcher.pass(Duration.ofMillis(4_400));
        assertThat(dispatcher.sent()).isEmpty();
        dispatcher.pass(Duration.ofMillis(1_150));
        Attempt again = dispatcher.sentOne();
        assertThat(again.eventId()).isEqualTo(attempt.eventId());
        assertThat(again.delivery().number()).isEqualTo(2);
    }

    @Test
    void anotherCustomersSuccessChangesNothingForAFailedHead() {
        dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        dispatcher.publish(BOB);
        dispatcher.ends(dispatcher.sentOne(), 200);

        dispatcher.pass(Duration.ofMillis(4_400));
        assertThat(dispatcher.sent()).isEmpty();
    }

    @Test
    void isRetriedSevenTimesThenDeadAndTheNextGoes() {
        String first = dispatcher.publish(ANN);
        String second = dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        for (Duration longest : LONGEST) {
            dispatcher.pass(longest.multipliedBy(8).dividedBy(10));
            assertThat(dispatcher.sent()).as("before its time").isEmpty();
            dispatcher.pass(longest.multipliedBy(2).dividedBy(10).plusMillis(50));
            Attempt again = dispatcher.sentOne();
            assertThat(again.eventId()).isEqualTo(first);
            dispatcher.ends(again, 0);
        }

        assertThat(dispatcher.sentOne().eventId()).isEqualTo(second);
        assertThat(dispatcher.statuses()).containsEntry(first, "dead").containsEntry(second, "pending");
        JsonNode dead = dispatcher.deliveries(Optional.of(DeliveryStatus.DEAD)).getFirst();
        assertThat(dead.required("attempts").size()).isEqualTo(8);
        assertThat(dead.required("next_attempt_at").isNull()).isTrue();
        assertThat(dead.at("/attempts/0/status_code").intValue()).isEqualTo(500);
        assertThat(dead.at("/attempts/7/error").textValue()).isEqualTo("no answer");
    }

    @Test
    void anAttemptWhoseEndIsReportedTwiceCountsOnce() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        dispatcher.ends(attempt, 500);
        dispatcher.ends(attempt, 500);
        dispatcher.ends(attempt, 200);

        assertThat(dispatcher.statuses().values()).containsOnly("failed");
        assertThat(dispatcher.deliveries(Optional.empty()).getFirst().required("attempts").size()).isEqualTo(1);
    }

    @Test
    void anAttemptWhoseEndIsLostIsMadeAgain() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        dispatcher.lost(attempt);
        dispatcher.pass(Duration.ofMillis(100));
        dispatcher.pass(Duration.ofMillis(1_100));

        Attempt again = dispatcher.sentOne();
        assertThat(again.eventId()).isEqualTo(attempt.eventId());
        assertThat(again.delivery().number()).isEqualTo(1);
    }

    @Test
    void deliversWhatWasDecidedWithUrlAndSecretAndPassesTheFilter() {
        dispatcher.settings(ACME,
                new WebhookSettings(Optional.of("https://a"), Optional.of(new SealedSecret(Optional.empty(), "s", "m")),
                        Optional.empty(), Optional.of(List.of("credit.granted")), Optional.of(5L)));
        dispatcher.publish(ANN, "credit.granted", 4);
        dispatcher.publish(ANN, "credit.consumed", 5);
        String wanted = dispatcher.publish(ANN, "credit.granted", 5);
        dispatcher.publish(customer(OTHER, "ann"));

        assertThat(dispatcher.sentOne().eventId()).isEqualTo(wanted);
        assertThat(dispatcher.sent()).isEmpty();
    }

    @Test
    void waitsWhileThereIsNoEndpoint() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        dispatcher.publish(ANN);
        dispatcher.settings(ACME, WebhookSettings.OFF);
        dispatcher.ends(attempt, 200);
        dispatcher.pass(Duration.ofMinutes(1));
        assertThat(dispatcher.sent()).isEmpty();

        dispatcher.turnOn(ACME);
        dispatcher.pass(Duration.ofMillis(100));
        assertThat(dispatcher.sent()).hasSize(1);
    }

    @Test
    void anEndpointGetsABoundedNumberOfAttemptsAtATime() {
        IntStream.range(0, 100).forEach(i -> dispatcher.publish(customer("many-" + i)));
        List<Attempt> first = dispatcher.sent();
        assertThat(first).hasSize(64);

        dispatcher.ends(first.getFirst(), 200);
        assertThat(dispatcher.sent()).hasSize(1);
        dispatcher.turnOn(OTHER);
        dispatcher.publish(customer(OTHER, "zoe"));
        assertThat(dispatcher.sent()).as("another tenant's goes at once").hasSize(1);
    }

    @Test
    void longQueuesDoNotGoFirstForEver() {
        List<CustomerKey> customers = IntStream.range(0, 400).mapToObj(i -> customer("queue-" + i)).toList();
        for (int i = 0; i < 70; i++) {
            customers.forEach(dispatcher::publish);
        }
        Set<CustomerKey> served = new HashSet<>();
        List<Attempt> underWay = new ArrayList<>(dispatcher.sent());
        for (int batches = 0; batches < 500; batches++) {
            Attempt attempt = underWay.removeFirst();
            served.add(attempt.customer());
            dispatcher.delivered(attempt);
            dispatcher.pass(Duration.ofMillis(1));
            underWay.addAll(dispatcher.sent());
        }

        assertThat(served).hasSize(400);
    }

    /** Twenty-five customers fail for half a minute. */
    private void killTheEndpoint() {
        IntStream.range(0, 25).forEach(i -> dispatcher.publish(customer("dying-" + i)));
        for (int i = 0; i < 80; i++) {
            List<Attempt> attempts = dispatcher.sent();
            attempts.forEach(attempt -> dispatcher.ends(attempt, 503));
            dispatcher.pass(Duration.ofMillis(500));
        }
    }

    @Test
    void aDeadEndpointIsProbedByOneHeadAtATimeAndNotWithoutPause() {
        killTheEndpoint();
        dispatcher.sent();
        IntStream.range(0, 50).forEach(i -> dispatcher.publish(customer("new-" + i)));
        int most = 0;
        int probes = 0;
        List<Attempt> underWay = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            underWay.addAll(dispatcher.sent());
            most = Math.max(most, underWay.size());
            if (i % 3 == 0 && !underWay.isEmpty()) {
                dispatcher.ends(underWay.removeFirst(), 503);
                probes++;
            }
            dispatcher.pass(Duration.ofMillis(100));
        }

        assertThat(most).isEqualTo(1);
        assertThat(probes).isBetween(10, 20);
    }

    @Test
    void whatIsSkippedWhileOthersProbeIsNoneOfTheSeven() {
        killTheEndpoint();
        dispatcher.sent();
        List<String> fresh = IntStream.range(0, 30).mapToObj(i -> dispatcher.publish(customer("new-" + i))).toList();
        Set<String> tried = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            dispatcher.sent().forEach(attempt -> {
                tried.add(attempt.eventId());
                dispatcher.ends(attempt, 503);
            });
            dispatcher.pass(Duration.ofMillis(100));
        }

        assertThat(fresh).anySatisfy(event -> assertThat(tried).doesNotContain(event));
        fresh.stream().filter(event -> !tried.contains(event))
                .forEach(event -> assertThat(dispatcher.statuses()).containsEntry(event, "pending"));
    }

    @Test
    void theSuccessThatEndsDeathMakesAllHeadsDue() {
        killTheEndpoint();
        dispatcher.sent();
        dispatcher.pass(Duration.ofMinutes(3));
        Attempt probe = dispatcher.sentOne();
        dispatcher.ends(probe, 200);
        Set<CustomerKey> served = new HashSet<>(Set.of(probe.customer()));
        for (int i = 0; i < 5; i++) {
            dispatcher.pass(Duration.ofMillis(100));
            dispatcher.sent().forEach(attempt -> {
                served.add(attempt.customer());
                dispatcher.ends(attempt, 200);
            });
        }

        assertThat(served).hasSize(25);
        assertThat(dispatcher.statuses().values()).containsOnly("delivered");
    }

    private String deliveryOf(String eventId) {
        return dispatcher.deliveries(Optional.empty()).stream()
                .filter(row -> row.required("event_id").asText().equals(eventId)).findFirst().orElseThrow()
                .required("id").asText();
    }

    private Reply discard(String event) {
        return dispatcher.request(new DeliveryRequest.DiscardDelivery(
                ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryOf(event)).orElseThrow(), "key_1"));
    }

    /** Of the batch under way, only the attempt that is being made still ends; nothing of it is sent after that. */
    @Test
    void whatIsDiscardedIsSentNoMoreAndTheNextOneGoes() {
        String first = dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        String second = dispatcher.publish(ANN);
        String third = dispatcher.publish(ANN);

        Reply reply = discard(second);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(DispatcherFixture.json(reply).required("discarded_by").asText()).isEqualTo("key_1");
        assertThat(DispatcherFixture.json(reply).required("discard_id").isNull()).isTrue();
        discard(first);
        dispatcher.ends(attempt, 500);

        assertThat(dispatcher.sentOne().eventId()).isEqualTo(third);
        assertThat(dispatcher.statuses()).containsEntry(first, "discarded").containsEntry(second, "discarded");
        assertThat(dispatcher.metrics.get("quotastack.webhook.discarded").counter().count()).isEqualTo(2);
    }

    @Test
    void whatWasDeliveredCannotBeDiscarded() {
        String event = dispatcher.publish(ANN);
        dispatcher.delivered(dispatcher.sentOne());

        Reply reply = discard(event);

        assertThat(reply.status()).isEqualTo(409);
        assertThat(DispatcherFixture.json(reply).required("delivery_status").asText()).isEqualTo("delivered");
    }

    /** More than one wake-up discards, and nothing of the range is sent between them. */
    @Test
    void aRangeIsDiscardedByWakeUps() {
        dispatcher.publish(ANN);
        Attempt attempt = dispatcher.sentOne();
        dispatcher.ends(attempt, 500);
        IntStream.range(0, 2_500).forEach(i -> dispatcher.publish(ANN));
        dispatcher.publish(BOB);
        Attempt ofBob = dispatcher.sentOne();
        dispatcher.pass(Duration.ofSeconds(1));

        Reply reply = dispatcher.request(new DeliveryRequest.DiscardRange(START, Optional.empty(), Optional.empty(),
                Optional.of(ANN), Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.DEAD),
                "key_1"));
        assertThat(reply.status()).isEqualTo(202);
        String id = DispatcherFixture.json(reply).required("id").asText();
        IntStream.range(0, 4).forEach(i -> dispatcher.pass(Duration.ofMillis(60)));
        assertThat(dispatcher.sent()).isEmpty();

        assertThat(dispatcher.metrics.get("quotastack.webhook.backlog").gauge().value()).isEqualTo(1);
        assertThat(dispatcher.deliveries(Optional.of(DeliveryStatus.DISCARDED))).hasSize(200)
                .allMatch(row -> row.required("discard_id").asText().equals(id));
        int wakeUps = dispatcher.wakeUps;
        dispatcher.pass(Duration.ofMillis(60));
        assertThat(dispatcher.wakeUps).isEqualTo(wakeUps);
        dispatcher.delivered(ofBob);
        assertThat(dispatcher.publish(ANN)).isEqualTo(dispatcher.sentOne().eventId());
    }

    @Test
    void whatIsDiscardedIsDeletedLikeWhatIsDelivered() {
        String event = dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        discard(event);
        dispatcher.pass(Duration.ofDays(30));
        dispatcher.pass(Duration.ofSeconds(3));

        assertThat(dispatcher.statuses()).isEmpty();
    }

    private static DeliveryRequest.RetryDelivery retry(String deliveryId) {
        return new DeliveryRequest.RetryDelivery(
                ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryId).orElseThrow());
    }

    @Test
    void aRetryByHandTriesAFailedHeadNow() {
        String event = dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        Reply reply = dispatcher.request(retry(deliveryOf(event)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(DispatcherFixture.json(reply).required("event_id").asText()).isEqualTo(event);
        assertThat(dispatcher.sentOne().eventId()).isEqualTo(event);
    }

    @Test
    void aDeadDeliveryRetriedByHandIsNextWithAllItsRetries() {
        String dead = dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        for (Duration longest : LONGEST) {
            dispatcher.pass(longest.plusMillis(50));
            dispatcher.ends(dispatcher.sentOne(), 500);
        }
        String second = dispatcher.publish(ANN);
        Attempt underWay = dispatcher.sentOne();
        String third = dispatcher.publish(ANN);
        assertThat(dispatcher.request(retry(deliveryOf(dead))).status()).isEqualTo(200);
        assertThat(dispatcher.sent()).as("the head keeps its turn").isEmpty();

        assertThat(underWay.eventId()).isEqualTo(second);
        dispatcher.ends(underWay, 200);
        Attempt again = dispatcher.sentOne();
        assertThat(again.eventId()).isEqualTo(dead);
        dispatcher.ends(again, 500);
        assertThat(dispatcher.statuses()).containsEntry(dead, "failed").containsEntry(third, "pending");
        dispatcher.pass(LONGEST.getFirst().plusMillis(50));
        dispatcher.delivered(dispatcher.sentOne());
        dispatcher.delivered(dispatcher.sentOne());
        assertThat(dispatcher.statuses().values()).containsOnly("delivered");
    }

    /** They all stand in one row, which is written with each change of the queue. */
    @Test
    void aThousandDeliveriesOfACustomerAtMostWaitToBeTriedAgainByHand() {
        for (int i = 0; i < 1_002; i++) {
            dispatcher.publish(ANN);
        }
        for (List<Attempt> batch = dispatcher.sent(); !batch.isEmpty(); batch = dispatcher.sent()) {
            batch.forEach(dispatcher::delivered);
        }
        dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);

        for (int i = 1; i <= 1_000; i++) {
            assertThat(dispatcher.request(retry(i)).status()).isEqualTo(200);
        }

        assertThat(dispatcher.request(retry(1_001)).status()).isEqualTo(422);
        dispatcher.pass(LONGEST.getFirst().plusMillis(50));
        dispatcher.ends(dispatcher.sentOne(), 200);
        assertThat(dispatcher.request(retry(1_001)).status()).isEqualTo(200);
    }

    private static DeliveryRequest.RetryDelivery retry(int ordinal) {
        return new DeliveryRequest.RetryDelivery(
                new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), ordinal));
    }

    @Test
    void anUnknownDeliveryIsNotFound() {
        Reply reply = dispatcher.request(new DeliveryRequest.RetryDelivery(
                new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 1)));

        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void aRequestTakesEffectOnceForEachKey() {
        Reply first = dispatcher.request("k", new DeliveryRequest.SendTest());
        Reply again = dispatcher.request("k", new DeliveryRequest.SendTest());
        Reply other = dispatcher.request("k", new DeliveryRequest.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(dispatcher.sent()).hasSize(1);
        dispatcher.pass(Duration.ofHours(25));
        assertThat(dispatcher.request("k", new DeliveryRequest.SendTest()).replayed()).isFalse();
    }

    @Test
    void aTestGoesThroughEveryFilterAndNeedsAnEndpoint() {
        dispatcher.settings(ACME,
                new WebhookSettings(Optional.of("https://a"), Optional.of(new SealedSecret(Optional.empty(), "s", "m")),
                        Optional.empty(), Optional.of(List.of()), Optional.of(1L)));
        assertThat(dispatcher.request(new DeliveryRequest.SendTest()).status()).isEqualTo(201);
        assertThat(dispatcher.sentOne().delivery().event().type()).isEqualTo("webhook.test");

        dispatcher.settings(ACME, WebhookSettings.OFF);
        assertThat(dispatcher.request(new DeliveryRequest.SendTest()).status()).isEqualTo(404);
    }

    @Test
    void aReplayQueuesEachFoundEventOnceAndInOrder() {
        String event = dispatcher.publish(ANN);
        dispatcher.delivered(dispatcher.sentOne());
        Reply reply = dispatcher.request(new DeliveryRequest.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));
        assertThat(reply.status()).isEqualTo(202);
        String id = DispatcherFixture.json(reply).required("id").asText();
        var found = new ReplayEventFoundRecord(id, 0L, 7L, DispatcherFixture.event(ANN, "credit.granted", 1, 1));
        dispatcher.command(ANN,
                new ReplayStartedRecord(new ReplayJobRecord(id, ACME.tenantId().toString(), "live", 0L, 1L,
                        null, null, 0L)));
        assertThat(dispatcher.replays.underWay()).isEqualTo(1);

        dispatcher.command(ANN, found);
        dispatcher.command(ANN, found);

        Attempt again = dispatcher.sentOne();
        assertThat(again.eventId()).isEqualTo(event);
        dispatcher.delivered(again);
        assertThat(dispatcher.sent()).isEmpty();
        assertThat(dispatcher.deliveries(Optional.empty())).hasSize(2)
                .extracting(row -> row.required("replay_id").asText("")).containsExactly("", id);
    }

    private Reply replay() {
        return dispatcher.request(new DeliveryRequest.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    @Test
    void anEnvironmentHasFewReplaysAtATime() {
        List<Reply> replies = IntStream.range(0, 5).mapToObj(i -> replay()).toList();
        Reply sixth = replay();

        assertThat(replies).extracting(Reply::status).containsOnly(202);
        assertThat(sixth.status()).isEqualTo(422);
        assertThat(DispatcherFixture.json(sixth).required("type").asText()).endsWith("limit-exceeded");
        assertThat(dispatcher.replays.underWay()).isEqualTo(5);
        dispatcher.command(ANN,
                new ReplayEndedRecord(DispatcherFixture.json(replies.getLast()).required("id").asText()));
        assertThat(dispatcher.replays.underWay()).isEqualTo(4);
        assertThat(replay().status()).isEqualTo(202);
        assertThat(replay().status()).isEqualTo(422);
    }

    @Test
    void anEventBehindALostOneWaitsForIt() {
        String id = DispatcherFixture.json(replay()).required("id").asText();

        dispatcher.command(ANN,
                new ReplayEventFoundRecord(id, 8L, 9L, DispatcherFixture.event(ANN, "credit.granted", 2, 1)));
        assertThat(dispatcher.sent()).isEmpty();
        dispatcher.command(ANN,
                new ReplayEventFoundRecord(id, 0L, 7L, DispatcherFixture.event(ANN, "credit.granted", 1, 1)));
        dispatcher.command(ANN,
                new ReplayEventFoundRecord(id, 8L, 9L, DispatcherFixture.event(ANN, "credit.granted", 2, 1)));

        assertThat(dispatcher.deliveries(Optional.empty())).extracting(row -> row.required("sequence").asLong())
                .containsExactly(1L, 2L);
    }

    @Test
    void deliveriesAreForgottenFasterThanTheyAreMade() {
        List<String> old = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            old.add(dispatcher.publish(ANN));
            dispatcher.delivered(dispatcher.sentOne());
        }

        dispatcher.pass(Duration.ofDays(31));

        assertThat(dispatcher.statuses()).as("the oldest that is left").containsKey(old.get(1_000))
                .doesNotContainKey(old.get(999));
        assertThat(dispatcher.untilNextLook).as("a thousand in less than the sender could send")
                .isLessThanOrEqualTo(Duration.ofMillis(100));
        dispatcher.pass(dispatcher.untilNextLook);
        assertThat(dispatcher.statuses()).isEmpty();
        dispatcher.pass(dispatcher.untilNextLook);
        assertThat(dispatcher.untilNextLook).as("there is no more").isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void deliveriesAreForgottenAfterThirtyDaysAndDeadOnesAreNot() {
        dispatcher.publish(ANN);
        dispatcher.delivered(dispatcher.sentOne());
        String dead = dispatcher.publish(BOB);
        dispatcher.ends(dispatcher.sentOne(), 500);
        for (Duration longest : LONGEST) {
            dispatcher.pass(longest.plusMillis(50));
            dispatcher.ends(dispatcher.sentOne(), 500);
        }
        dispatcher.pass(Duration.ofDays(31));

        assertThat(dispatcher.statuses()).containsOnlyKeys(dead);
        dispatcher.request(retry(deliveryOf(dead)));
        dispatcher.delivered(dispatcher.sentOne());
        dispatcher.pass(Duration.ofSeconds(30));
        assertThat(dispatcher.statuses()).isEmpty();
    }

    @Test
    void aPageOfLargeDeliveriesReadsNoMoreThanItsBytes() {
        List<String> published = IntStream.range(0, 200)
                .mapToObj(i -> dispatcher.publishLarge(customer("c-" + i % 3), 20_000)).toList();
        List<String> listed = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = dispatcher.list(new ListQuery.Deliveries(ACME, Optional.empty(), Optional.empty(),
                    Optional.empty()), new Page(cursor, 200));
            page.required("data").forEach(row -> listed.add(row.required("event_id").asText()));
            sizes.add(page.required("data").size());
            cursor = Optional.of(page.at("/pagination/next_cursor")).filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        } while (cursor.isPresent());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
        assertThat(sizes).allMatch(size -> size < 110);
    }

    @Test
    void listsGoOnWhereTheyEnded() {
        List<String> published = IntStream.range(0, 7).mapToObj(i -> dispatcher.publish(customer("c-" + i))).toList();
        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = dispatcher.list(new ListQuery.Deliveries(ACME, Optional.empty(), Optional.empty(),
                    Optional.of("credit.granted")), new Page(cursor, 3));
            page.required("data").forEach(row -> listed.add(row.required("event_id").asText()));
            cursor = Optional.of(page.at("/pagination/next_cursor")).filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        } while (cursor.isPresent());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
        assertThat(dispatcher.list(new ListQuery.Deliveries(ACME, Optional.empty(),
                Optional.of(customer("c-3")), Optional.empty()), new Page(Optional.empty(), 3)).required("data"))
                .hasSize(1);
    }
}
