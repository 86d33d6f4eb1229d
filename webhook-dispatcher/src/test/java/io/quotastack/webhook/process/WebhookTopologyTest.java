package io.quotastack.webhook.process;

import static io.quotastack.webhook.process.PostOffice.ACME;
import static io.quotastack.webhook.process.PostOffice.OTHER;
import static io.quotastack.webhook.process.PostOffice.START;
import static io.quotastack.webhook.process.PostOffice.customer;
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
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.query.Page;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.WebhookOrder;
import io.quotastack.core.webhook.WebhookQuery;
import io.quotastack.internal.EventFound;
import io.quotastack.internal.ReplayBegun;
import io.quotastack.internal.ReplayRow;
import io.quotastack.webhook.process.PostOffice.Attempt;

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

    private PostOffice post;

    @BeforeEach
    void open() {
        post = new PostOffice(stateDirectory);
    }

    @AfterEach
    void close() {
        post.close();
    }

    @Test
    void anEventGoesAtOnceAndTheNextWhenItIsDelivered() {
        String first = post.tell(ANN);
        Attempt attempt = post.departedOne();
        String second = post.tell(ANN);

        assertThat(attempt.eventId()).isEqualTo(first);
        assertThat(post.departed()).isEmpty();
        post.ends(attempt, 200);
        assertThat(post.departedOne().eventId()).isEqualTo(second);
        assertThat(post.statuses()).containsEntry(first, "delivered").containsEntry(second, "pending");
    }

    @Test
    void whatWaitsGoesTogetherOneAfterTheOther() {
        post.tell(ANN);
        Attempt first = post.departedOne();
        List<String> waiting = IntStream.range(0, 3).mapToObj(i -> post.tell(ANN)).toList();
        post.ends(first, 200);

        List<String> attempted = new ArrayList<>();
        for (Optional<Attempt> next = Optional.of(post.departedOne()); next.isPresent(); next = post.ends(next.get(),
                200)) {
            attempted.add(next.get().eventId());
            assertThat(post.departed()).isEmpty();
        }

        assertThat(attempted).isEqualTo(waiting);
        assertThat(post.statuses().values()).containsOnly("delivered");
    }

    @Test
    void aFailedHeadWaitsItsDelayAndHoldsUpOnlyItsCustomer() {
        post.tell(ANN);
        Attempt attempt = post.departedOne();
        post.tell(ANN);
        post.ends(attempt, 500);

        post.tell(BOB);
        assertThat(post.departedOne().customer()).isEqualTo(BOB);
        post.pass(Duration.ofMillis(4_400));
        assertThat(post.departed()).isEmpty();
        post.pass(Duration.ofMillis(1_150));
        Attempt again = post.departedOne();
        assertThat(again.eventId()).isEqualTo(attempt.eventId());
        assertThat(again.parcel().number()).isEqualTo(2);
    }

    @Test
    void anotherCustomersSuccessChangesNothingForAFailedHead() {
        post.tell(ANN);
        post.ends(post.departedOne(), 500);
        post.tell(BOB);
        post.ends(post.departedOne(), 200);

        post.pass(Duration.ofMillis(4_400));
        assertThat(post.departed()).isEmpty();
    }

    @Test
    void isRetriedSevenTimesThenGivenUpAndTheNextGoes() {
        String first = post.tell(ANN);
        String second = post.tell(ANN);
        post.ends(post.departedOne(), 500);
        for (Duration longest : LONGEST) {
            post.pass(longest.multipliedBy(8).dividedBy(10));
            assertThat(post.departed()).as("before its time").isEmpty();
            post.pass(longest.multipliedBy(2).dividedBy(10).plusMillis(50));
            Attempt again = post.departedOne();
            assertThat(again.eventId()).isEqualTo(first);
            post.ends(again, 0);
        }

        assertThat(post.departedOne().eventId()).isEqualTo(second);
        assertThat(post.statuses()).containsEntry(first, "dead").containsEntry(second, "pending");
        JsonNode dead = post.deliveries(Optional.of(DeliveryStatus.DEAD)).getFirst();
        assertThat(dead.required("attempts").size()).isEqualTo(8);
        assertThat(dead.required("next_attempt_at").isNull()).isTrue();
        assertThat(dead.at("/attempts/0/status_code").intValue()).isEqualTo(500);
        assertThat(dead.at("/attempts/7/error").textValue()).isEqualTo("no answer");
    }

    @Test
    void anOutcomeThatComesTwiceCountsOnce() {
        post.tell(ANN);
        Attempt attempt = post.departedOne();
        post.ends(attempt, 500);
        post.ends(attempt, 500);
        post.ends(attempt, 200);

        assertThat(post.statuses().values()).containsOnly("failed");
        assertThat(post.deliveries(Optional.empty()).getFirst().required("attempts").size()).isEqualTo(1);
    }

    @Test
    void anAttemptWhoseOutcomeIsLostIsMadeAgain() {
        post.tell(ANN);
        Attempt attempt = post.departedOne();
        post.lost(attempt);
        post.pass(Duration.ofMillis(100));
        post.pass(Duration.ofMillis(1_100));

        Attempt again = post.departedOne();
        assertThat(again.eventId()).isEqualTo(attempt.eventId());
        assertThat(again.parcel().number()).isEqualTo(1);
    }

    @Test
    void deliversWhatWasDecidedWithUrlAndSecretAndPassesTheFilter() {
        post.settings(ACME, new WebhookSettings(Optional.of("https://a"), Optional.of(new SealedSecret("s", "m")),
                Optional.empty(), Optional.of(List.of("credit.granted")), Optional.of(5L)));
        post.tell(ANN, "credit.granted", 4);
        post.tell(ANN, "credit.consumed", 5);
        String wanted = post.tell(ANN, "credit.granted", 5);
        post.tell(customer(OTHER, "ann"));

        assertThat(post.departedOne().eventId()).isEqualTo(wanted);
        assertThat(post.departed()).isEmpty();
    }

    @Test
    void waitsWhileThereIsNoEndpoint() {
        post.tell(ANN);
        Attempt attempt = post.departedOne();
        post.tell(ANN);
        post.settings(ACME, WebhookSettings.OFF);
        post.ends(attempt, 200);
        post.pass(Duration.ofMinutes(1));
        assertThat(post.departed()).isEmpty();

        post.turnOn(ACME);
        post.pass(Duration.ofMillis(100));
        assertThat(post.departed()).hasSize(1);
    }

    @Test
    void anEndpointGetsABoundedNumberOfAttemptsAtATime() {
        IntStream.range(0, 100).forEach(i -> post.tell(customer("many-" + i)));
        List<Attempt> first = post.departed();
        assertThat(first).hasSize(64);

        post.ends(first.getFirst(), 200);
        assertThat(post.departed()).hasSize(1);
        post.turnOn(OTHER);
        post.tell(customer(OTHER, "zoe"));
        assertThat(post.departed()).as("another tenant's goes at once").hasSize(1);
    }

    @Test
    void longQueuesDoNotGoFirstForEver() {
        List<CustomerKey> customers = IntStream.range(0, 400).mapToObj(i -> customer("queue-" + i)).toList();
        for (int i = 0; i < 70; i++) {
            customers.forEach(post::tell);
        }
        Set<CustomerKey> served = new HashSet<>();
        List<Attempt> flying = new ArrayList<>(post.departed());
        for (int flights = 0; flights < 500; flights++) {
            Attempt attempt = flying.removeFirst();
            served.add(attempt.customer());
            post.delivered(attempt);
            post.pass(Duration.ofMillis(1));
            flying.addAll(post.departed());
        }

        assertThat(served).hasSize(400);
    }

    /** Twenty-five customers fail for half a minute. */
    private void killTheEndpoint() {
        IntStream.range(0, 25).forEach(i -> post.tell(customer("dying-" + i)));
        for (int i = 0; i < 80; i++) {
            List<Attempt> attempts = post.departed();
            attempts.forEach(attempt -> post.ends(attempt, 503));
            post.pass(Duration.ofMillis(500));
        }
    }

    @Test
    void aDeadEndpointIsProbedByOneHeadAtATimeAndNotWithoutPause() {
        killTheEndpoint();
        post.departed();
        IntStream.range(0, 50).forEach(i -> post.tell(customer("new-" + i)));
        int most = 0;
        int probes = 0;
        List<Attempt> flying = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            flying.addAll(post.departed());
            most = Math.max(most, flying.size());
            if (i % 3 == 0 && !flying.isEmpty()) {
                post.ends(flying.removeFirst(), 503);
                probes++;
            }
            post.pass(Duration.ofMillis(100));
        }

        assertThat(most).isEqualTo(1);
        assertThat(probes).isBetween(10, 20);
    }

    @Test
    void whatIsSkippedWhileOthersProbeIsNoneOfTheSeven() {
        killTheEndpoint();
        post.departed();
        List<String> fresh = IntStream.range(0, 30).mapToObj(i -> post.tell(customer("new-" + i))).toList();
        Set<String> tried = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            post.departed().forEach(attempt -> {
                tried.add(attempt.eventId());
                post.ends(attempt, 503);
            });
            post.pass(Duration.ofMillis(100));
        }

        assertThat(fresh).anySatisfy(event -> assertThat(tried).doesNotContain(event));
        fresh.stream().filter(event -> !tried.contains(event))
                .forEach(event -> assertThat(post.statuses()).containsEntry(event, "pending"));
    }

    @Test
    void theSuccessThatEndsDeathMakesAllHeadsDue() {
        killTheEndpoint();
        post.departed();
        post.pass(Duration.ofMinutes(3));
        Attempt probe = post.departedOne();
        post.ends(probe, 200);
        Set<CustomerKey> served = new HashSet<>(Set.of(probe.customer()));
        for (int i = 0; i < 5; i++) {
            post.pass(Duration.ofMillis(100));
            post.departed().forEach(attempt -> {
                served.add(attempt.customer());
                post.ends(attempt, 200);
            });
        }

        assertThat(served).hasSize(25);
        assertThat(post.statuses().values()).containsOnly("delivered");
    }

    private String deliveryOf(String eventId) {
        return post.deliveries(Optional.empty()).stream()
                .filter(row -> row.required("event_id").asText().equals(eventId)).findFirst().orElseThrow()
                .required("id").asText();
    }

    private static WebhookOrder.RetryDelivery retry(String deliveryId) {
        return new WebhookOrder.RetryDelivery(
                ResourceId.parse(ResourceId.Kind.DELIVERY, deliveryId).orElseThrow());
    }

    @Test
    void aRetryByHandTriesAFailedHeadNow() {
        String event = post.tell(ANN);
        post.ends(post.departedOne(), 500);
        Reply reply = post.order(retry(deliveryOf(event)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(PostOffice.json(reply).required("event_id").asText()).isEqualTo(event);
        assertThat(post.departedOne().eventId()).isEqualTo(event);
    }

    @Test
    void aGivenUpDeliveryIsTakenUpNextWithAllItsRetries() {
        String given = post.tell(ANN);
        post.ends(post.departedOne(), 500);
        for (Duration longest : LONGEST) {
            post.pass(longest.plusMillis(50));
            post.ends(post.departedOne(), 500);
        }
        String second = post.tell(ANN);
        Attempt flying = post.departedOne();
        String third = post.tell(ANN);
        assertThat(post.order(retry(deliveryOf(given))).status()).isEqualTo(200);
        assertThat(post.departed()).as("the head keeps its turn").isEmpty();

        assertThat(flying.eventId()).isEqualTo(second);
        post.ends(flying, 200);
        Attempt again = post.departedOne();
        assertThat(again.eventId()).isEqualTo(given);
        post.ends(again, 500);
        assertThat(post.statuses()).containsEntry(given, "failed").containsEntry(third, "pending");
        post.pass(LONGEST.getFirst().plusMillis(50));
        post.delivered(post.departedOne());
        post.delivered(post.departedOne());
        assertThat(post.statuses().values()).containsOnly("delivered");
    }

    @Test
    void anUnknownDeliveryIsNotFound() {
        Reply reply = post.order(new WebhookOrder.RetryDelivery(
                new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 1)));

        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void anOrderTakesEffectOnceForEachKey() {
        Reply first = post.order("k", new WebhookOrder.SendTest());
        Reply again = post.order("k", new WebhookOrder.SendTest());
        Reply other = post.order("k", new WebhookOrder.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(post.departed()).hasSize(1);
        post.pass(Duration.ofHours(25));
        assertThat(post.order("k", new WebhookOrder.SendTest()).replayed()).isFalse();
    }

    @Test
    void aTestGoesThroughEveryFilterAndNeedsAnEndpoint() {
        post.settings(ACME, new WebhookSettings(Optional.of("https://a"), Optional.of(new SealedSecret("s", "m")),
                Optional.empty(), Optional.of(List.of()), Optional.of(1L)));
        assertThat(post.order(new WebhookOrder.SendTest()).status()).isEqualTo(201);
        assertThat(post.departedOne().parcel().event().getType()).isEqualTo("webhook.test");

        post.settings(ACME, WebhookSettings.OFF);
        assertThat(post.order(new WebhookOrder.SendTest()).status()).isEqualTo(404);
    }

    @Test
    void aReplayQueuesEachFoundEventOnceAndInOrder() {
        String event = post.tell(ANN);
        post.delivered(post.departedOne());
        Reply reply = post.order(new WebhookOrder.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));
        assertThat(reply.status()).isEqualTo(202);
        String id = PostOffice.json(reply).required("id").asText();
        var found = new EventFound(id, 7L, PostOffice.event(ANN, "credit.granted", 1, 1));
        post.command(ANN, new ReplayBegun(new ReplayRow(id, "t", "live", 0L, 1L, null, null, 0L)));
        assertThat(post.replaysBegun).hasSize(1);

        post.command(ANN, found);
        post.command(ANN, found);

        Attempt again = post.departedOne();
        assertThat(again.eventId()).isEqualTo(event);
        post.delivered(again);
        assertThat(post.departed()).isEmpty();
        assertThat(post.deliveries(Optional.empty())).hasSize(2)
                .extracting(row -> row.required("replay_id").asText("")).containsExactly("", id);
    }

    @Test
    void deliveriesAreForgottenAfterThirtyDaysAndDeadOnesAreNot() {
        post.tell(ANN);
        post.delivered(post.departedOne());
        String dead = post.tell(BOB);
        post.ends(post.departedOne(), 500);
        for (Duration longest : LONGEST) {
            post.pass(longest.plusMillis(50));
            post.ends(post.departedOne(), 500);
        }
        post.pass(Duration.ofDays(31));

        assertThat(post.statuses()).containsOnlyKeys(dead);
        post.order(retry(deliveryOf(dead)));
        post.delivered(post.departedOne());
        post.pass(Duration.ofSeconds(30));
        assertThat(post.statuses()).isEmpty();
    }

    @Test
    void listsGoOnWhereTheyEnded() {
        List<String> told = IntStream.range(0, 7).mapToObj(i -> post.tell(customer("c-" + i))).toList();
        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = post.list(new WebhookQuery.ListDeliveries(ACME, Optional.empty(), Optional.empty(),
                    Optional.of("credit.granted"), new Page(cursor, 3)));
            page.required("data").forEach(row -> listed.add(row.required("event_id").asText()));
            cursor = Optional.of(page.at("/pagination/next_cursor")).filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        } while (cursor.isPresent());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(told);
        assertThat(post.list(new WebhookQuery.ListDeliveries(ACME, Optional.empty(),
                Optional.of(customer("c-3")), Optional.empty(), new Page(Optional.empty(), 3))).required("data"))
                .hasSize(1);
    }
}
