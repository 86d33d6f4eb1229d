package io.quotastack.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.StandaloneServer.Running;

/**
 * What clients do all day, for the JVM to watch: usage by many callers at once, in batches and from Kafka, entitlement
 * checks, reservations, reads. Enough of it for the profile to know the hot paths; an answer that is not a success ends it,
 * since then the wrong paths were watched.
 */
final class WarmUp {

    private static final int CALLERS = 64;
    private static final int ROUNDS = 300;
    private static final int BATCHES = 100;
    private static final int BATCH = 100;
    private static final int EVENTS = 40_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger writes = new AtomicInteger();
    private final Running running;
    private final String tenant;
    private final String key;

    WarmUp(Running running, String tenant, String key) {
        this.running = running;
        this.tenant = tenant;
        this.key = key;
    }

    void play() throws IOException, InterruptedException {
        post("/v1/billable-metrics", Map.of("key", "tokens", "name", "Tokens"));
        post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "cost_type", "per_unit", "unit_cost", 1));
        for (int customer = 0; customer < CALLERS; customer++) {
            post("/v1/topup/grant", Map.of("external_customer_id", name(customer), "credits", 1_000_000_000));
        }
        post();
        batches();
        produce();
    }

    static String name(int customer) {
        return "warmup-" + customer;
    }

    private static String path(int customer) {
        return "/v1/customer-by-external-id/" + name(customer);
    }

    private void post() throws InterruptedException {
        List<Future<?>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                int customer = caller;
                callers.add(threads.submit(() -> {
                    call(customer);
                    return null;
                }));
            }
        }
        for (Future<?> caller : callers) {
            try {
                caller.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void call(int customer) throws IOException, InterruptedException {
        var usage = Map.of("external_customer_id", name(customer), "billable_metric_key", "tokens", "units", 3);
        for (int round = 0; round < ROUNDS; round++) {
            get(path(customer) + "/entitlements/tokens?units=3");
            post("/v1/usage", usage);
            if (round % 10 == 0) {
                String hold = Json.MAPPER.readTree(post("/v1/reserve", Map.of("external_customer_id", name(customer),
                        "credits", 10, "ttl_seconds", 600))).required("id").textValue();
                post("/v1/reserve/" + hold + "/commit", Map.of("credits", 7));
            }
            if (round % 100 == 0) {
                get(path(customer) + "/credits?include_blocks=true");
                get(path(customer) + "/ledger?limit=50");
            }
        }
    }

    private void batches() throws IOException, InterruptedException {
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Map<String, Object>> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                events.add(
                        Map.of("external_customer_id", name(i % CALLERS), "billable_metric_key", "tokens", "units", 2));
            }
            post("/v1/usage/batch", Map.of("events", events));
        }
    }

    private void produce() throws IOException, InterruptedException {
        try (var serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, running.registry(), AvroSerdes.AUTO_REGISTER,
                false));
                var serializer = serdes.values(UsageEvent.class).serializer();
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                var event = UsageEvent.newBuilder().setTenantId(tenant).setEnvironment("live").setEventId("kafka-" + i)
                        .setBillableMetricKey("tokens").setUnits(1).setExternalCustomerId(name(i % CALLERS)).build();
                var unused = producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(),
                        name(i % CALLERS).getBytes(StandardCharsets.UTF_8),
                        Objects.requireNonNull(serializer.serialize(Topics.USAGE_EVENTS.name(), event))));
            }
        }
        for (int last = EVENTS - CALLERS; last < EVENTS; last++) {
            awaitDecided(last);
        }
    }

    private void awaitDecided(int event) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String path = "/v1/usage/kafka-" + event + "?external_customer_id=" + name(event % CALLERS);
        while (true) {
            var answer = http.send(request(path).GET().build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200 && answer.body().contains("\"charged\"")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw notASuccess(answer);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private void get(String path) throws IOException, InterruptedException {
        send(request(path).GET());
    }

    private String post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json")
                .header("Idempotency-Key", "warmup-" + writes.incrementAndGet())
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(running.api() + path)).header("X-API-Key", key).timeout(PATIENCE);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw notASuccess(answer);
        }
        return answer.body();
    }

    private static IllegalStateException notASuccess(HttpResponse<String> answer) {
        return new IllegalStateException(answer.request().uri() + " answered " + answer.statusCode() + ": "
                + answer.body());
    }
}
