package io.quotastack.webhook.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.standardwebhooks.Webhook;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;

/** How attempts go, against receivers of every kind (CONTRACT 10). */
@Timeout(30)
class WebhookSenderTest {

    private static final TenantEnvironment TEST = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final byte[] SECRET = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final byte[] OLD_SECRET = "an older secret of 24 or more bytes".getBytes(UTF_8);

    private record Ended(AttemptResult result, boolean batchEnded) {}

    private final SecretBox secrets = new SecretBox(MasterKey.of(MasterKey.fresh()), List.of());
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final CountDownLatch unreported = new CountDownLatch(1);
    private Config config = Config.EMPTY;
    private Optional<WebhookSender> sender = Optional.empty();

    @AfterEach
    void stop() {
        sender.ifPresent(WebhookSender::close);
    }

    private void endpoint(TenantEnvironment tenantEnvironment, String url, Optional<WebhookSettings.Retired> retired) {
        var webhooks = new WebhookSettings(Optional.of(url), Optional.of(secrets.seal(tenantEnvironment, SECRET)),
                retired,
                Optional.empty(), Optional.of(1L));
        config = config.apply(1, new ConfigChange.SettingsPut(tenantEnvironment,
                new Settings(Settings.DEFAULT.defaultOveragePolicy(), Optional.empty(), Optional.empty(), 35,
                        Optional.empty(), webhooks)));
    }

    private WebhookSender sender(boolean anyAddress) {
        return sender(anyAddress, true);
    }

    private WebhookSender sender(boolean anyAddress, boolean keepsAnswers) {
        var listener = new SendListener() {
            @Override
            public void attempted(DeliveryBatch batch, DeliveryAttempt attempt, AttemptResult result,
                    boolean batchEnded) {
                ended.add(new Ended(result, batchEnded));
            }

            @Override
            public void unreported(DeliveryBatch batch) {
                unreported.countDown();
            }
        };
        var made = new WebhookSender(() -> config, secrets, anyAddress, keepsAnswers, listener,
                new EventTraces(), Clock.systemUTC());
        sender = Optional.of(made);
        return made;
    }

    private static WebhookEvent event(TenantEnvironment tenantEnvironment, long sequence) {
        return new WebhookEvent("evt_" + sequence, "credit.granted", Instant.parse("2026-03-01T10:00:00Z"),
                new CustomerKey(tenantEnvironment, new UUID(0, 7)), "zoë", sequence, "{\"delta\":" + sequence + "}",
                1L);
    }

    private static DeliveryBatch batch(TenantEnvironment tenantEnvironment, int deliveries) {
        return new DeliveryBatch(1, new CustomerKey(tenantEnvironment, new UUID(0, 7)),
                LongStream.rangeClosed(1, deliveries)
                        .mapToObj(ordinal -> new DeliveryAttempt(ordinal, 1, event(tenantEnvironment, ordinal)))
                        .toList());
    }

    private Ended next() throws InterruptedException {
        return Optional.ofNullable(ended.poll(20, TimeUnit.SECONDS)).orElseThrow();
    }

    /** One attempt at a receiver that behaves so. */
    private AttemptResult attemptAt(TestReceiver receiver) throws InterruptedException {
        endpoint(TEST, receiver.url("/hook?a=b"), Optional.empty());
        sender(true).send(batch(TEST, 1), () -> true);
        return next().result();
    }

    @Test
    void deliversTheSignedBodyOfTheEvent() throws Exception {
        try (var receiver = new TestReceiver(TestReceiver.status(204, "", ""))) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.succeeded()).isTrue();
            TestReceiver.Received received = receiver.received().getFirst();
            assertThat(received.headers()).containsEntry("start", "POST /hook?a=b HTTP/1.1")
                    .containsEntry("webhook-id", "evt_1").containsKey("webhook-timestamp");
            assertThat(received.headers().getOrDefault("content-type", "")).startsWith("application/json");
            assertThat(received.body()).isEqualTo("{\"id\":\"evt_1\",\"type\":\"credit.granted\","
                    + "\"timestamp\":\"2026-03-01T10:00:00.000Z\",\"tenant_id\":\"" + new UUID(1, 2)
                    + "\",\"environment\":\"test\",\"customer_id\":\"" + new UUID(0, 7)
                    + "\",\"external_customer_id\":\"zoë\",\"sequence\":1,\"data\":{\"delta\":1}}");
            verify(SECRET, received);
        }
    }

    @Test
    void theOldSecretSignsToo() throws Exception {
        SealedSecret old = secrets.seal(TEST, OLD_SECRET);
        try (var receiver = new TestReceiver(TestReceiver.status(200, "", "ok"))) {
            endpoint(TEST, receiver.url("/"),
                    Optional.of(new WebhookSettings.Retired(old, Instant.now().plusSeconds(60))));
            sender(true).send(batch(TEST, 1), () -> true);
            next();

            TestReceiver.Received received = receiver.received().getFirst();
            assertThat(received.headers().getOrDefault("webhook-signature", "").split(" ", -1)).hasSize(2);
            verify(SECRET, received);
            verify(OLD_SECRET, received);
        }
    }

    private static void verify(byte[] secret, TestReceiver.Received received) throws Exception {
        Map<String, List<String>> headers = new HashMap<>();
        received.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        new Webhook(secret).verify(received.body(), headers);
    }

    @Test
    void anErrorIsAFailedAttemptWithTheFirstKibOfItsAnswer() throws Exception {
        try (var receiver = new TestReceiver(TestReceiver.status(500, "", "x".repeat(3_000)))) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.succeeded()).isFalse();
            assertThat(attempt.statusCode()).isEqualTo(500);
            assertThat(attempt.responseBody()).isEqualTo("x".repeat(1_024));
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var elsewhere = new TestReceiver(TestReceiver.status(200, "", ""));
                var receiver = new TestReceiver(
                        TestReceiver.status(307, "Location: " + elsewhere.url("/") + "\r\n", ""))) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.statusCode()).isEqualTo(307);
            assertThat(attempt.succeeded()).isFalse();
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void aConnectionThatClosesIsAFailedAttempt() throws Exception {
        try (var receiver = new TestReceiver(out -> {
            throw new IOException("closes");
        })) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.statusCode()).isZero();
            assertThat(attempt.error()).startsWith("no answer");
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void nobodyThereIsAFailedAttempt() throws Exception {
        var receiver = new TestReceiver(TestReceiver.status(200, "", ""));
        receiver.close();

        assertThat(attemptAt(receiver).error()).startsWith("could not connect");
    }

    /** Five seconds for all of it; a receiver that trickles its header, or never answers, is cut off. */
    @Test
    void doesNotWaitLongerThanFiveSeconds() throws Exception {
        try (var receiver = new TestReceiver(out -> {
            for (int i = 0; i < 100; i++) {
                out.write("H".getBytes(UTF_8));
                out.flush();
                TimeUnit.MILLISECONDS.sleep(100);
            }
        })) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.error()).isEqualTo("no answer within 5 s");
            assertThat(attempt.latency()).isBetween(Duration.ofMillis(4_900),
                    Duration.ofSeconds(7));
        }
    }

    @Test
    void readsOneKibOfAStreamWithoutEnd() throws Exception {
        try (var receiver = new TestReceiver(out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write("y".repeat(500).getBytes(UTF_8));
            }
        })) {
            AttemptResult attempt = attemptAt(receiver);

            assertThat(attempt.succeeded()).isTrue();
            assertThat(attempt.responseBody()).isEqualTo("y".repeat(1_024));
            assertThat(attempt.latency()).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aBatchGoesOnOnlyWhileAllIsWell() throws Exception {
        var answers = new AtomicInteger();
        try (var receiver = new TestReceiver(
                out -> TestReceiver.status(answers.incrementAndGet() < 3 ? 200 : 500, "", "").answer(out))) {
            endpoint(TEST, receiver.url("/"), Optional.empty());
            sender(true).send(batch(TEST, 5), () -> true);

            assertThat(List.of(next(), next(), next())).extracting(Ended::batchEnded).containsExactly(false, false,
                    true);
            assertThat(receiver.received()).extracting(received -> received.headers().getOrDefault("webhook-id", ""))
                    .containsExactly("evt_1", "evt_2", "evt_3");
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void beginsNoMoreAttemptsOnceAnotherNodeMayHaveTheQueue() throws Exception {
        var isOurs = new AtomicBoolean(true);
        try (var receiver = new TestReceiver(out -> {
            isOurs.set(false);
            TestReceiver.status(200, "", "").answer(out);
        })) {
            endpoint(TEST, receiver.url("/"), Optional.empty());
            sender(true).send(batch(TEST, 5), isOurs::get);

            assertThat(next().batchEnded()).isFalse();
            assertThat(unreported.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void goesToNoPrivateAddressUnlessTheOperatorAllowsIt() throws Exception {
        try (var receiver = new TestReceiver(TestReceiver.status(200, "", ""))) {
            endpoint(TEST, receiver.url("/").replace("127.0.0.1", "localhost"), Optional.empty());
            sender(false).send(batch(TEST, 1), () -> true);

            assertThat(next().result().error()).isEqualTo("localhost leads to no public address");
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void doesNotTellWhichNamesOurNetworkHas() throws Exception {
        endpoint(TEST, "http://no-such-name.invalid/", Optional.empty());
        sender(false).send(batch(TEST, 1), () -> true);

        assertThat(next().result().error()).isEqualTo("no-such-name.invalid leads to no public address");
    }

    @Test
    void doesNotTellWhereANameLeads() throws Exception {
        var receiver = new TestReceiver(TestReceiver.status(200, "", ""));
        receiver.close();
        endpoint(TEST, receiver.url("/").replace("127.0.0.1", "localhost"), Optional.empty());
        sender(true).send(batch(TEST, 1), () -> true);

        assertThat(next().result().error()).startsWith("could not connect: ").doesNotContain("127.0.0.1", "::1");
    }

    @Test
    void showsNoAnswerWhereTheOperatorSaysSo() throws Exception {
        try (var receiver = new TestReceiver(TestReceiver.status(500, "", "an inner secret"))) {
            endpoint(TEST, receiver.url("/"), Optional.empty());
            sender(true, false).send(batch(TEST, 1), () -> true);

            AttemptResult attempt = next().result();
            assertThat(attempt.statusCode()).isEqualTo(500);
            assertThat(attempt.responseBody()).isEmpty();
        }
    }

    /** Without saying so, a while after its answer: a request that finds such a connection is no failed attempt. */
    @Test
    void aReceiverMayCloseItsIdleConnections() throws Exception {
        try (var receiver = new TestReceiver(out -> {
            TestReceiver.status(200, "", "").answer(out);
            TimeUnit.MILLISECONDS.sleep(50);
            throw new IOException("closes");
        })) {
            endpoint(TEST, receiver.url("/"), Optional.empty());
            sender(true).send(batch(TEST, 5), () -> true);

            for (int i = 0; i < 5; i++) {
                assertThat(next().result())
                        .satisfies(attempt -> assertThat(attempt.succeeded()).as(attempt.error()).isTrue());
            }
            assertThat(receiver.received()).hasSize(5);
        }
    }

    @Test
    void anAnswerMayHaveLongHeaders() throws Exception {
        try (var receiver = new TestReceiver(TestReceiver.status(200, "X-Long: " + "h".repeat(9_000) + "\r\n"
                + "X-More: m\r\n".repeat(200), "ok"))) {
            assertThat(attemptAt(receiver).succeeded()).isTrue();
        }
    }

    @Test
    void aHeaderWithoutEndIsAFailedAttempt() throws Exception {
        try (var receiver = new TestReceiver(
                TestReceiver.status(200, "X-Long: " + "h".repeat(100_000) + "\r\n", "ok"))) {
            assertThat(attemptAt(receiver).succeeded()).isFalse();
        }
    }

    /** Each line for itself is one that may be. */
    @Test
    void aHeaderOfManyLongLinesIsAFailedAttempt() throws Exception {
        try (var receiver = new TestReceiver(
                TestReceiver.status(200, ("X-Long: " + "h".repeat(9_000) + "\r\n").repeat(20), "ok"))) {
            assertThat(attemptAt(receiver).error()).contains("the header has more than 64 KiB");
        }
    }

    /** The body came whole; what is behind it is not kept, and the connection is not used again. */
    @Test
    void trailersAreBoundedToo() throws Exception {
        String head = "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
        byte[] answer = (head + ("X-T: " + "t".repeat(60_000) + "\r\n").repeat(900) + "\r\n").getBytes(UTF_8);
        var taken = new CompletableFuture<Boolean>();
        try (var receiver = new TestReceiver(out -> {
            try {
                out.write(answer);
                taken.complete(true);
            } catch (IOException hungUpOn) {
                taken.complete(false);
                throw hungUpOn;
            }
        })) {
            assertThat(attemptAt(receiver).succeeded()).isTrue();
            assertThat(taken.get(10, TimeUnit.SECONDS)).as("all 54 MB of them were taken").isFalse();
        }
    }

    /** As containers are called, though no URI of RFC 3986's host has it as one. */
    @Test
    void aHostMayHaveUnderscores() throws Exception {
        endpoint(TEST, "http://my_app.invalid:9000/hook", Optional.empty());
        sender(true).send(batch(TEST, 1), () -> true);

        assertThat(next().result().error()).isEqualTo("my_app.invalid cannot be resolved");
    }

    @Test
    void theLiveEnvironmentTakesHttpsOnly() throws Exception {
        endpoint(LIVE, "http://example.org/", Optional.empty());
        sender(false).send(batch(LIVE, 1), () -> true);

        assertThat(next().result().error()).isEqualTo("the live environment takes https only");
    }

    @Test
    void withoutAnEndpointNothingIsAttempted() throws Exception {
        sender(true).send(batch(TEST, 1), () -> true);

        assertThat(unreported.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ended).isEmpty();
    }
}
