package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.api.http.BodyPace;
import io.quotastack.core.command.Command;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Settings;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.StrictJson;

/** Keys, scopes, idempotency keys, limits and failures: what holds on every endpoint. */
class RequestPipelineTest extends ApiFixture {

    /** More than what sockets take for a client who does not read. */
    private static final String CUSTOMER = "/v1/customers/" + CUSTOMER_ID;
    private static final int LARGE = 24 * 1024 * 1024;

    private static final String USE = "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"}";

    @Test
    void aRevokedKeyIsNoKey() {
        config.apply(new ConfigChange.ApiKeyPut(new ApiKey("key_1", LIVE, "old", ApiKey.hashOf("qs_live_old"),
                "qs_live_old", Set.of(), LONG_AGO, Optional.empty(), Optional.of(Instant.EPOCH))));
        get("/v1/customers").as("qs_live_old").send().isProblem(401, "unauthenticated");
    }

    @Test
    void aNodeWhoseConfigurationMayBeOutOfDateTakesNoKey() {
        config.current = false;
        get("/v1/customers").send().isProblem(503, "unavailable");
        get("/v1/customers").as("qs_live_unknown").send().isProblem(503, "unavailable");

        config.current = true;
        assertThat(get("/v1/customers").send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"GET,/v1/customers,CUSTOMERS_READ", "GET,/v1/customers/x/credits,CREDITS_READ",
        "GET,/v1/customers/x/ledger,CREDITS_READ", "GET,/v1/customers/x/usage/summary,USAGE_READ",
        "GET,/v1/customers/x/entitlements/m,ENTITLEMENTS_READ", "POST,/v1/entitlements/check,ENTITLEMENTS_READ",
        "POST,/v1/metering-rules/estimate,METERING_READ", "POST,/v1/metering-rules,METERING_WRITE",
        "POST,/v1/usage,USAGE_WRITE", "POST,/v1/usage/batch,USAGE_WRITE", "POST,/v1/topup/grant,CREDITS_WRITE",
        "PATCH,/v1/customers/x,CUSTOMERS_WRITE", "GET,/v1/admin/api-keys,ADMIN",
        "GET,/v1/tenants/7c9e6679-7425-40de-944b-e07fc1f90ae7/config,ADMIN"})
    void anEndpointNeedsItsScope(String method, String path, Scope needed) {
        addKey("qs_live_right", LIVE, needed);
        addKey("qs_live_wrong", LIVE, Set.of(Scope.values()).stream().filter(scope -> scope != needed)
                .toArray(Scope[]::new));
        assertThat(call(method, path).as("qs_live_right").send().status()).isNotEqualTo(403);
        call(method, path).as("qs_live_wrong").send().isProblem(403, "insufficient-scope");
    }

    @Test
    void theOperatorHasNoEnvironmentAndTenantsAreNoOperators() {
        get("/v1/customers").as(ROOT_KEY).send().isProblem(403, "insufficient-scope");
        get("/v1/tenants").send().isProblem(403, "insufficient-scope");
        get("/v1/tenants").as(ROOT_KEY).send().is(200);
    }

    @Test
    void anIdempotencyKeyIs1To255PrintableAsciiCharacters() {
        post("/v1/usage").idempotencyKey("k".repeat(255)).json(USE).send().is(201);
        post("/v1/usage").idempotencyKey("k".repeat(256)).json(USE).send().isProblem(400, "invalid-request")
                .errors("?Idempotency-Key");
        post("/v1/usage").idempotencyKey("k").header("Idempotency-Key", "l").json(USE).send()
                .isProblem(400, "invalid-request").errors("?Idempotency-Key");
    }

    /** The IETF's draft writes a key as a string of structured fields (RFC 8941, 3.3.3). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"k\" | k", "\"a b\" | a b", "\"a\\\"b\\\\c\" | a\"b\\c", "\"k | \"k",
        "k\" | k\"", "\" | \"", "k\"l\"m | k\"l\"m", "\"\\\"\" | \""}, quoteCharacter = '`')
    void anIdempotencyKeyInDoubleQuotesIsWhatStandsInThem(String header, String key) {
        post("/v1/usage").idempotencyKey(header).json(USE).send().is(201);
        assertThat(ledger.submitted.getLast().idempotency().orElseThrow().key()).isEqualTo(key);
        assertThat(((Command.RecordUsage) ledger.command()).event().eventId()).isEqualTo(key);
        post("/v1/usage/batch").idempotencyKey(header).json("{\"events\":[" + USE + "]}").send().is(202);
        assertThat(((Command.RecordUsage) ledger.accepted.getLast().command()).event().eventId())
                .isEqualTo(key + ":0");
    }

    @Test
    void theQuotesDoNotCountForTheLengthOfAnIdempotencyKey() {
        post("/v1/usage").idempotencyKey('"' + "k".repeat(255) + '"').json(USE).send().is(201);
        post("/v1/usage").idempotencyKey('"' + "k".repeat(256) + '"').json(USE).send().isProblem(400, "invalid-request")
                .errors("?Idempotency-Key");
        post("/v1/usage").idempotencyKey("\"\"").json(USE).send().isProblem(400, "missing-idempotency-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"b\"", "\"a\\b\"", "\"a\\\"", "\"a\\\\\\\""})
    void anIdempotencyKeyInDoubleQuotesIsWellFormed(String header) {
        post("/v1/usage").idempotencyKey(header).json(USE).send().isProblem(400, "invalid-request")
                .errors("?Idempotency-Key");
    }

    @Test
    void spellingsOfOnePathHaveOneFingerprint() {
        for (String path : List.of("/v1/customer-by-external-id/org:7/credits/grant",
                "/v1/customer-by-external-id/org%3a7/credits/grant",
                "/v1/customer-by-external-id/%6Frg%3A7/credits/%67rant")) {
            post(path).idempotencyKey("r").json("{\"credits\":1}").send().is(201);
        }
        post("/v1/customer-by-external-id/org%2F7/credits/grant").idempotencyKey("r").json("{\"credits\":1}").send()
                .is(201);
        post("/v1/customer-by-external-id/org%252F7/credits/grant").idempotencyKey("r").json("{\"credits\":1}").send()
                .is(201);
        var fingerprints = ledger.submitted.stream().map(command -> command.idempotency().orElseThrow().fingerprint())
                .toList();
        assertThat(Set.copyOf(fingerprints.subList(0, 3))).hasSize(1);
        assertThat(Set.copyOf(fingerprints)).hasSize(3);
    }

    @Test
    void spellingsOfOneQueryHaveOneFingerprint() {
        for (String query : List.of("environment=test", "environment=%74est", "%65nvironment=test",
                "environment=live")) {
            patch("/v1/tenants/" + TENANT + "/config?" + query).as(ROOT_KEY).json("{\"usage_backdate_days\":3}").send()
                    .is(201);
        }
        var fingerprints = config.asked.stream().map(asked -> asked.idempotency().orElseThrow().fingerprint()).toList();
        assertThat(Set.copyOf(fingerprints.subList(0, 3))).hasSize(1);
        assertThat(Set.copyOf(fingerprints)).hasSize(2);
    }

    @Test
    void spellingsOfOneNumberHaveOneFingerprint() {
        for (String seats : List.of("100", "1e2", "100.0", "100.5")) {
            post("/v1/plans").idempotencyKey("r")
                    .json("{\"key\":\"pro\",\"name\":\"Pro\",\"features\":{\"seats\":" + seats
                            + "}}")
                    .send().is(201);
        }
        var fingerprints = config.asked.stream().map(asked -> asked.idempotency().orElseThrow().fingerprint()).toList();
        assertThat(Set.copyOf(fingerprints.subList(0, 3))).hasSize(1);
        assertThat(Set.copyOf(fingerprints)).hasSize(2);
    }

    @Test
    void theFingerprintIsOfMethodPathAndJsonValue() {
        String path = "/v1/customer-by-external-id/u/credits/adjust";
        post(path).idempotencyKey("r").json("{\"credits\":1,\"reason\":\"a\"}").send().is(201);
        post(path).idempotencyKey("r").json(" { \"reason\" : \"\\u0061\",\n\"credits\" : 1 } ").send().is(201);
        post(path).idempotencyKey("r").json("{\"credits\":2,\"reason\":\"a\"}").send().is(201);
        post("/v1/customer-by-external-id/v/credits/adjust").idempotencyKey("r")
                .json("{\"credits\":1,\"reason\":\"a\"}")
                .send().is(201);
        var fingerprints = ledger.submitted.stream().map(command -> command.idempotency().orElseThrow().fingerprint())
                .toList();
        assertThat(fingerprints.get(1)).isEqualTo(fingerprints.get(0));
        assertThat(Set.copyOf(fingerprints)).hasSize(3);
        assertThat(ledger.submitted.getFirst().idempotency().orElseThrow().instance()).isEqualTo(path);
    }

    @Test
    void theCommandBearsTheIdOfTheRequestAndTheConfigurationItSaw() {
        Answer answer = post("/v1/usage").json(USE).send().is(201);
        assertThat(answer.json().path("command_id").asText()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(ledger.submitted.getLast().configVersion()).isEqualTo(config.current().version());
    }

    @Test
    void aReplayIsMarked() {
        ledger.answering = command -> CompletableFuture.completedFuture(new Reply(402, "{}".getBytes(
                StandardCharsets.UTF_8), true));
        assertThat(post("/v1/usage").json(USE).send().is(402).header("X-Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void requestIdsSortByTime() {
        String first = get("/healthz").as("").send().header("X-Request-Id");
        assertThat(get("/healthz").as("").send().header("X-Request-Id")).isGreaterThan(first);
    }

    @Test
    void whatCannotBeTakenInIsUnavailable() {
        ledger.answering = command -> CompletableFuture.failedFuture(new OverloadedException("too many wait"));
        Answer answer = post("/v1/usage").json(USE).send().isProblem(503, "unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void anOutcomeThatIsNotKnownIsPending() {
        ledger.answering = command -> CompletableFuture.failedFuture(new OutcomePendingException("10 s"));
        post("/v1/usage").json(USE).send().isProblem(503, "outcome-pending");
    }

    @Test
    void aBugTellsNothingButTheRequestsId() {
        ledger.answering = command -> {
            throw new IllegalStateException("secret of the house");
        };
        assertThat(post("/v1/usage").json(USE).send().isProblem(500, "internal").body())
                .doesNotContain("secret", "Exception");
    }

    @Test
    void aRequestTooManyIsRefusedRatherThanQueued() throws Exception {
        restart(limits(1, ApiLimits.DEFAULT.bodyBytesInHand()));
        var entered = new CountDownLatch(1);
        var answer = new CompletableFuture<Reply>();
        ledger.answering = command -> {
            entered.countDown();
            return answer;
        };
        var waiting = CompletableFuture.supplyAsync(() -> post("/v1/usage").json(USE).send());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(get("/v1/customers").send().isProblem(503, "unavailable").header("Retry-After")).isEqualTo("1");
        answer.complete(new Reply(201, new byte[] {'{', '}'}, false));
        waiting.get(10, TimeUnit.SECONDS).is(201);
        eventually(() -> get("/v1/customers").send()).is(200);
    }

    @Test
    void oneEnvironmentHasAThirdOfTheRequestsInHand() throws Exception {
        restart(limits(6, ApiLimits.DEFAULT.bodyBytesInHand()));
        addKey("qs_test_other", TEST);
        var entered = new CountDownLatch(2);
        var answer = new CompletableFuture<Reply>();
        ledger.answering = command -> {
            entered.countDown();
            return answer;
        };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = callers.submit(() -> post("/v1/usage").json(USE).send());
            var two = callers.submit(() -> post("/v1/usage").json(USE).send());
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

            get("/v1/customers").send().isProblem(503, "unavailable");
            get("/v1/customers").as("qs_test_other").send().is(200);

            answer.complete(new Reply(201, new byte[] {'{', '}'}, false));
            one.get().is(201);
            two.get().is(201);
        }
        eventually(() -> get("/v1/customers").send()).is(200);
    }

    @Test
    void aBodyThatFindsNoRoomIsRefused() {
        restart(limits(10, 128 * 1024));
        String large = USE.replace("}", ",\"metadata\":{\"k\":\"" + "x".repeat(200_000) + "\"}}");
        post("/v1/usage").json(large).send().isProblem(503, "unavailable");
        post("/v1/usage").json(USE).send().is(201);
        post("/v1/usage").json(USE).send().is(201);
    }

    @Test
    void aSmallBodyThatBecomesLargeFindsNoRoomEither() {
        restart(limits(10, 128 * 1024));
        String becomesLarge = USE.replace("}", ",\"more\":[" + "{},".repeat(2_000) + "{}]}");
        post("/v1/usage").json(becomesLarge).send().isProblem(503, "unavailable");
        post("/v1/usage").json(USE).send().is(201);
        restart(limits(10, ApiLimits.DEFAULT.bodyBytesInHand()));
        post("/v1/usage").json(becomesLarge).send().isProblem(400, "invalid-request");
        post("/v1/usage").json(USE.replace("}", ",\"more\":[" + "1,".repeat(StrictJson.MOST_TOKENS) + "1]}")).send()
                .isProblem(413, "payload-too-large");
    }

    @Test
    void aBatchThatWaitsHoldsNotWhatItsBodyBecame() throws Exception {
        restart(limits(10, 1024 * 1024));
        var entered = new CountDownLatch(1);
        var answer = new CompletableFuture<Reply>();
        ledger.answering = command -> {
            entered.countDown();
            return answer;
        };
        String batch = "{\"events\":[" + USE + ",[" + "{},".repeat(1_500) + "{}]]}";
        var waiting = CompletableFuture.supplyAsync(() -> post("/v1/usage/batch").idempotencyKey("b1")
                .header("Prefer", "wait=30").json(batch).send());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        ledger.answering = command -> CompletableFuture.completedFuture(new Reply(201, new byte[] {'{', '}'}, false));
        post("/v1/usage/batch").idempotencyKey("b2").header("Prefer", "wait=30").json(batch).send().is(202);
        answer.complete(new Reply(201, new byte[] {'{', '}'}, false));
        waiting.get(10, TimeUnit.SECONDS).is(202);
    }

    @Test
    void anAnswerThatFindsNoRoomIsNotGiven() throws Exception {
        restart(new ApiLimits(100, 100, ApiLimits.DEFAULT.bodyBytesInHand(), BodyPace.DEFAULT, 3 * LARGE,
                ApiLimits.DEFAULT.replyWithin(),
                ApiLimits.DEFAULT.stopWithin()));
        ledger.reading = query -> new Reply(200, large(2 * LARGE), false);
        assertThat(get(CUSTOMER).send().isProblem(503, "unavailable").header("Retry-After")).isEqualTo("1");

        ledger.answering = command -> CompletableFuture.completedFuture(new Reply(201, large(2 * LARGE), false));
        post("/v1/usage").json(USE).send().isProblem(503, "outcome-pending");

        ledger.reading = query -> new Reply(200, large(LARGE), false);
        get(CUSTOMER).send().is(200);
        eventually(() -> get(CUSTOMER).send()).is(200);
    }

    @Test
    void clientsWhoDoNotReadLeaveOtherEnvironmentsTheirRoom() throws Exception {
        restart(new ApiLimits(100, 100, ApiLimits.DEFAULT.bodyBytesInHand(), BodyPace.DEFAULT, 3 * LARGE,
                ApiLimits.DEFAULT.replyWithin(),
                ApiLimits.DEFAULT.stopWithin()));
        addKey("qs_test_other", TEST);
        ledger.reading = query -> new Reply(200, large(LARGE), false);
        try (Socket unread = askAndDoNotRead()) {
            get(CUSTOMER).send().isProblem(503, "unavailable");
            get(CUSTOMER).as("qs_test_other").send().is(200);
            assertThat(unread.isConnected()).isTrue();
        }
        eventually(() -> get(CUSTOMER).send()).is(200);
    }

    @Test
    void aClientWhoDoesNotReadIsHungUpOnAndLeavesItsRoom() throws Exception {
        restart(new ApiLimits(100, 100, ApiLimits.DEFAULT.bodyBytesInHand(), BodyPace.DEFAULT, 3 * LARGE,
                Duration.ofSeconds(3), // which those who read it have too, on a machine that is busy
                ApiLimits.DEFAULT.stopWithin()));
        ledger.reading = query -> new Reply(200, large(LARGE), false);
        try (Socket unread = askAndDoNotRead()) {
            get(CUSTOMER).send().isProblem(503, "unavailable");
            eventually(() -> get(CUSTOMER).send()).is(200);
            assertThat(unread.getInputStream().readAllBytes().length).as("the connection is closed").isLessThan(LARGE);
        }
    }

    private void restart(ApiLimits limits) {
        server.close();
        server = newServer(limits);
        server.start();
    }

    private static ApiLimits limits(int requestsInHand, long bodyBytesInHand) {
        return new ApiLimits(100, requestsInHand, bodyBytesInHand, BodyPace.DEFAULT,
                ApiLimits.DEFAULT.replyBytesInHand(),
                ApiLimits.DEFAULT.replyWithin(), ApiLimits.DEFAULT.stopWithin());
    }

    private static byte[] large(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) ' ');
        return body;
    }

    /** Returns when the answer is on its way. */
    private Socket askAndDoNotRead() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(("GET " + CUSTOMER + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY
                + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        return socket;
    }

    /** What was in hand is left a moment after its client has it. */
    private static Answer eventually(Supplier<Answer> call) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Answer answer = call.get();
        while (answer.status() != 200 && System.nanoTime() < end) {
            answer = call.get();
        }
        return answer;
    }

    @Test
    void aStopFinishesWhatIsInHand() throws Exception {
        var entered = new CountDownLatch(1);
        var answer = new CompletableFuture<Reply>();
        ledger.answering = command -> {
            entered.countDown();
            return answer;
        };
        var waiting = CompletableFuture.supplyAsync(() -> post("/v1/usage").json(USE).send());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        var stopping = CompletableFuture.runAsync(() -> server.close());
        assertThat(stopping.isDone()).isFalse();
        answer.complete(new Reply(201, new byte[] {'{', '}'}, false));
        waiting.get(10, TimeUnit.SECONDS).is(201);
        stopping.get(10, TimeUnit.SECONDS);
    }

    @Test
    void theRateLimitIsOnEveryAnswerAndHoldsForTheEnvironment() {
        config.apply(new ConfigChange.SettingsPut(LIVE, new Settings(Settings.DEFAULT.defaultOveragePolicy(),
                Optional.empty(), Optional.of(new RateLimit(2, 3_600)), 35)));
        addKey("qs_live_other", LIVE);
        addKey("qs_test_other", TEST);
        Answer first = get("/v1/customers").send().is(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"default\";q=2;w=3600");
        assertThat(first.header("RateLimit")).startsWith("\"default\";r=1;t=");
        assertThat(get("/v1/nothing").send().is(404).header("RateLimit")).startsWith("\"default\";r=1;t=");
        get("/v1/customers").as("qs_live_other").send().is(200);
        Answer refused = get("/v1/customers").send().isProblem(429, "rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 1_800);
        assertThat(refused.header("RateLimit")).startsWith("\"default\";r=0;t=");
        assertThat(get("/v1/customers").as("qs_test_other").send().is(200).header("RateLimit")).isEmpty();
    }

    @Test
    void healthReadinessAndMetricsNeedNoKey() {
        get("/healthz").as("").send().is(200);
        get("/readyz").as("").send().is(200);
        ready = false;
        get("/readyz").as("").send().isProblem(503, "unavailable");
        get("/healthz").as("").send().is(200);
        assertThat(get("/metrics").as("").send().is(200).body()).contains("quotastack_http_requests_seconds_count")
                .contains("route=\"/readyz\"").contains("status=\"503\"");
    }
}
