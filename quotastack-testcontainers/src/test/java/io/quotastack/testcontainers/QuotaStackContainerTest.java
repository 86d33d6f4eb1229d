package io.quotastack.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;

/** As a user's test would: runs where there is a container engine that has the image, and is skipped elsewhere. */
@Timeout(300)
class QuotaStackContainerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpClient http = HttpClient.newHttpClient();
    private int keys;

    @BeforeAll
    static void needsAnEngineWithTheImage() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no container engine");
        assumeTrue(
                DockerClientFactory.lazyClient().listImagesCmd().withImageNameFilter("quotastack:latest").exec()
                        .size() > 0,
                "skipped: no image quotastack; ./quotastack archive && docker build -t quotastack . makes it");
    }

    @Test
    void chargesUsageOverHttpAndFromKafka() throws Exception {
        try (var quotaStack = new QuotaStackContainer()) {
            quotaStack.start();
            post(quotaStack, "/v1/billable-metrics", "{\"key\":\"images\",\"name\":\"Images\"}");
            post(quotaStack, "/v1/metering-rules",
                    "{\"billable_metric_key\":\"images\",\"cost_type\":\"per_unit\",\"unit_cost\":500}");
            post(quotaStack, "/v1/customer-by-external-id/alice/credits/grant",
                    "{\"credits\":20000,\"reason\":\"welcome\"}");
            post(quotaStack, "/v1/usage",
                    "{\"external_customer_id\":\"alice\",\"billable_metric_key\":\"images\",\"units\":3}");

            produce(quotaStack,
                    "{\"specversion\":\"1.0\",\"id\":\"from-kafka\",\"source\":\"test\",\"type\":\"images\","
                            + "\"subject\":\"alice\",\"tenantid\":\"" + quotaStack.getTenantId()
                            + "\",\"environment\":\"live\",\"data\":{\"units\":2}}");

            awaitBalance(quotaStack, 17_500);
            assertThat(get(URI.create(quotaStack.getSchemaRegistryUrl() + "/subjects"), "").body())
                    .contains("usage-events-value");
            assertThat(quotaStack.getTestKey()).startsWith("qs_test_");
            assertThat(quotaStack.getRootKey()).startsWith("qs_root_");
        }
    }

    private void post(QuotaStackContainer quotaStack, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(quotaStack.getApiUrl() + path))
                .header("X-API-Key", quotaStack.getLiveKey()).header("Content-Type", "application/json")
                .header("Idempotency-Key", "key-" + keys++).POST(BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> get(URI url, String key) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url).header("X-API-Key", key).build(), BodyHandlers.ofString());
    }

    private static void produce(QuotaStackContainer quotaStack, String event) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", quotaStack.getBootstrapServers()), new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("usage-events", "alice", event)).get();
        }
    }

    private void awaitBalance(QuotaStackContainer quotaStack, long balance) throws Exception {
        URI url = URI.create(quotaStack.getApiUrl() + "/v1/customer-by-external-id/alice/credits");
        String key = quotaStack.getLiveKey();
        Instant end = Instant.now().plus(PATIENCE);
        String found = get(url, key).body();
        while (!found.contains("\"balance\":" + balance + ",") && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
            found = get(url, key).body();
        }
        assertThat(found).contains("\"balance\":" + balance + ",");
    }
}
