package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;
import io.quotastack.standalone.e2e.WebhookReceiver.Received;

/** Webhooks, from the entry to the tenant's endpoint (CONTRACT 10). */
class WebhooksTest {

    private static final String DELIVERIES = "/v1/webhooks/deliveries";

    private final Tenant tenant = Tenant.create();
    private final WebhookReceiver receiver = new WebhookReceiver(delivery -> 204);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        receiver.close();
    }

    private void turnOn() {
        tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
    }

    private List<JsonNode> deliveries(String filter) {
        return tenant.live().rows(DELIVERIES + filter, 2);
    }

    /** The list once it has as many rows as it should: an outcome is booked a moment after the answer. */
    private List<JsonNode> deliveries(String filter, int count) {
        return Eventually.answers(() -> deliveries(filter), rows -> rows.size() == count);
    }

    @Test
    void whatHappensIsDeliveredSignedAndInOrder() {
        turnOn();
        tenant.perUnit("calls", 10);
        Account account = tenant.account("web:hook");
        account.grant(100);
        account.use("a", "calls", 2).expect(201);
        account.use("b", "calls", 3).expect(201);

        List<Received> received = receiver.await(3);

        assertThat(receiver.types()).containsExactly("credit.granted", "credit.consumed", "credit.consumed");
        assertThat(receiver.sequences("web:hook")).containsExactly(1L, 2L, 3L);
        JsonNode event = received.getLast().event();
        assertThat(event.fieldNames()).toIterable().containsExactly("id", "type", "timestamp", "tenant_id",
                "environment", "customer_id", "external_customer_id", "sequence", "data");
        assertThat(event.required("id").asText()).isEqualTo(received.getLast().id());
        assertThat(event.required("tenant_id").asText()).isEqualTo(tenant.id());
        assertThat(event.at("/data/balance").asLong()).isEqualTo(50);
        List<JsonNode> listed = deliveries("?status=delivered", 3);
        assertThat(listed).extracting(row -> row.required("sequence").asLong()).containsExactly(1L, 2L, 3L);
        assertThat(listed.getFirst().at("/attempts/0/status_code").asInt()).isEqualTo(204);
        assertThat(deliveries("?external_customer_id=web%3Ahook&type=credit.granted")).hasSize(1);
        assertThat(deliveries("?status=dead")).isEmpty();
        String id = listed.getFirst().required("id").asText();
        Answer detail = tenant.live().get(DELIVERIES + "/" + id).expect(200);
        assertThat(detail.json().properties()).containsAll(listed.getFirst().properties());
        assertThat(detail.text("body")).isEqualTo(received.getFirst().body());
        assertThat(received.getFirst().headers().get("webhook-timestamp"))
                .containsExactly(detail.at("/webhook_timestamp").asText());
        tenant.test().get(DELIVERIES + "/" + id).expect(404, "not-found");
        Tenant.create().live().get(DELIVERIES + "/" + id).expect(404, "not-found");
    }

    @Test
    void aFailedDeliveryIsTriedAgainAfterItsDelay() {
        Set<String> failed = ConcurrentHashMap.newKeySet();
        receiver.answering(delivery -> failed.add(delivery.id()) ? 503 : 200);
        turnOn();
        Account account = tenant.account("retried");
        Instant begun = Instant.now();
        account.grant(100);

        receiver.await(1);

        assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(8));
        JsonNode delivery = deliveries("?status=delivered", 1).getFirst();
        assertThat(delivery.required("attempts")).extracting(row -> row.required("status_code").asInt())
                .containsExactly(503, 200);
    }

    @Test
    void aRetryByHandDoesNotWait() {
        Set<String> failed = ConcurrentHashMap.newKeySet();
        receiver.answering(delivery -> failed.add(delivery.id()) ? 500 : 200);
        turnOn();
        tenant.account("by hand").grant(100);
        String id = deliveries("?status=failed", 1).getFirst().required("id").asText();

        Answer answer = tenant.live().idempotencyKey("retry-1").post(DELIVERIES + "/" + id + "/retry", "").expect(200);

        receiver.await(1);
        assertThat(answer.text("id")).isEqualTo(id);
        assertThat(tenant.live().idempotencyKey("retry-1").post(DELIVERIES + "/" + id + "/retry", "").expect(200)
                .replayed()).isTrue();
        tenant.test().post(DELIVERIES + "/" + id + "/retry", "").expect(404, "not-found");
    }

    /** The next event of the customer goes at once, and what failed is not tried again. */
    @Test
    void whatIsDiscardedIsSentNoMore() {
        receiver.answering(delivery -> delivery.sequence() == 1 ? 500 : 204);
        turnOn();
        Account account = tenant.account("discarded");
        account.grant(100);
        JsonNode failed = deliveries("?status=failed", 1).getFirst();
        account.grant(100);
        String path = DELIVERIES + "/" + failed.required("id").asText() + "/discard";

        Answer discarded = tenant.live().post(path, "").expect(200);

        assertThat(discarded.text("status")).isEqualTo("discarded");
        assertThat(discarded.text("discarded_by")).startsWith("key_");
        assertThat(deliveries("?status=delivered", 1).getFirst().required("sequence").asLong()).isEqualTo(2);
        assertThat(tenant.live().post(path, "").expect(200).json()).isEqualTo(discarded.json());
        String delivered = deliveries("?status=delivered").getFirst().required("id").asText();
        Answer refused = tenant.live().post(DELIVERIES + "/" + delivered + "/discard", "")
                .expect(409, "delivery-state");
        assertThat(refused.text("delivery_status")).isEqualTo("delivered");
        tenant.test().post(path, "").expect(404, "not-found");
    }

    @Test
    void aRangeIsDiscarded() {
        receiver.answering(delivery -> 500);
        turnOn();
        IntStream.range(0, 5).forEach(i -> tenant.account("range-" + i).grant(1));
        deliveries("?status=failed", 5);

        Answer accepted = tenant.live().post("/v1/webhooks/discard", Map.of("from", "2026-01-01T00:00:00Z"))
                .expect(202);

        assertThat(deliveries("?status=discarded", 5))
                .allMatch(row -> row.required("discard_id").asText().equals(accepted.text("id")));
        assertThat(deliveries("?status=failed")).isEmpty();
    }

    @Test
    void oneTenantsTroubleIsNotAnothers() {
        turnOn();
        Tenant hanging = Tenant.create();
        try (var never = new WebhookReceiver(delivery -> {
            try {
                TimeUnit.SECONDS.sleep(60);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 200;
        })) {
            hanging.settings(Map.of("webhook_url", never.url(), "webhook_secret", WebhookReceiver.SECRET));
            IntStream.range(0, 20).forEach(i -> hanging.account().grant(1));
            Instant begun = Instant.now();
            IntStream.range(0, 5).forEach(i -> tenant.account().grant(1));

            receiver.await(5);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void onlyWhatTheFilterNamesIsDelivered() {
        tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET,
                "webhook_events", List.of("credit.consumed")));
        tenant.perUnit("calls", 10);
        Account account = tenant.account("filtered");
        account.grant(100);
        account.use("a", "calls", 2).expect(201);

        receiver.await(1);
        assertThat(receiver.sequences("filtered")).containsExactly(2L);
    }

    @Test
    void whatWasDecidedBeforeIsDeliveredByReplayOnly() {
        Account account = tenant.account("replayed");
        account.grant(100);
        turnOn();
        account.grant(200);
        receiver.await(1);
        assertThat(receiver.sequences("replayed")).containsExactly(2L);
        var range = Map.of("from", Json.time(Instant.now().minusSeconds(60)), "external_customer_id", "replayed");

        Answer answer = tenant.live().idempotencyKey("replay-1").post("/v1/webhooks/replay", range).expect(202);
        tenant.live().idempotencyKey("replay-1").post("/v1/webhooks/replay", range).expect(202);

        List<Received> received = receiver.await(3);
        assertThat(receiver.sequences("replayed")).containsExactly(2L, 1L, 2L);
        assertThat(received.getLast().body()).isEqualTo(received.getFirst().body());
        assertThat(deliveries("", 3)).extracting(row -> row.required("replay_id").asText(""))
                .containsExactly("", answer.text("id"), answer.text("id"));
    }

    @Test
    void aTestEventIsSentOnRequest() {
        tenant.live().post("/v1/webhooks/test", "").expect(404, "not-found");
        turnOn();

        Answer answer = tenant.live().post("/v1/webhooks/test", "").expect(201);

        JsonNode event = receiver.await(1).getFirst().event();
        assertThat(event.required("type").asText()).isEqualTo("webhook.test");
        assertThat(event.required("customer_id").isNull()).isTrue();
        assertThat(event.required("id").asText()).isEqualTo(answer.text("event_id"));
    }

    @Test
    void bothSecretsSignAfterARotation() {
        turnOn();
        String second = "whsec_"
                + Base64.getEncoder().encodeToString("another secret of many more bytes".getBytes(UTF_8));
        tenant.settings(Map.of("webhook_secret", second));
        tenant.account("rotated").grant(1);

        Received received = receiver.await(1).getFirst(); // which verifies with the first
        assertThat(received.headers().getOrDefault("webhook-signature", List.of("")).getFirst().split(" ", -1))
                .hasSize(2);
    }

    /** Neither in answers nor in any topic of the configuration. */
    @Test
    void aSecretIsNeverShownAgain() {
        String plain = Base64.getEncoder().encodeToString(("secret " + UUID.randomUUID()).getBytes(UTF_8));
        tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", plain));

        Answer shown = tenant.live().get("/v1/tenants/" + tenant.id() + "/config").expect(200);

        assertThat(shown.text("webhook_secret")).isEqualTo("whsec_********");
        try (var topics = new TopicReader(SharedProcess.get())) {
            for (String topic : List.of("config-commands", "config", "config-outcomes")) {
                ConsumerRecord<byte[], byte[]> record = topics
                        .raw(topic, 1, one -> new String(one.value(), UTF_8).contains(receiver.url())).getFirst();
                assertThat(new String(record.value(), UTF_8)).doesNotContain(plain);
            }
        }
        assertThat(SharedProcess.get().output()).doesNotContain(plain);
    }

    /** The standard's own library for Node takes what we send. */
    @Test
    void nodesLibraryVerifiesOurSignatures() throws Exception {
        assumeTrue(there("node") && there("npm"), "needs node and npm");
        assumeTrue(run("npm", "install", "--silent", "--no-audit", "--no-fund", "standardwebhooks@1").equals("0"),
                "npm cannot install standardwebhooks here");
        turnOn();
        tenant.account("node ⬢").grant(1);
        Received received = receiver.await(1).getFirst();
        var headers = new HashMap<String, String>();
        received.headers().forEach((name, values) -> headers.put(name, values.getFirst()));
        Files.write(directory.resolve("delivery.json"),
                Json.bytes(Map.of("secret", WebhookReceiver.SECRET, "headers", headers, "body", received.body())));
        Files.writeString(directory.resolve("verify.js"), """
                const { Webhook } = require('standardwebhooks')
                const { secret, headers, body } = require('./delivery.json')
                if (new Webhook(secret).verify(body, headers).type !== 'credit.granted') process.exit(2)
                try { new Webhook(secret).verify(body + ' ', headers) } catch (e) { process.exit(0) }
                process.exit(3)
                """);

        assertThat(run("node", "verify.js")).isEqualTo("0");
    }

    private static boolean there(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int code = process.waitFor();
        return code == 0 ? "0" : code + ": " + output.lines().collect(Collectors.joining(" | "));
    }
}
