package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.MalformedRequests.RawRequest;
import io.quotastack.standalone.e2e.RawConnection.RawAnswer;

/**
 * Whatever comes in gets an answer, and none that blames us: no 5xx but 503 with {@code Retry-After}, no connection that
 * ends without an answer or is not answered at all, and nothing of one request is taken for the next. Requests are made of
 * the process's own OpenAPI document from a printed seed. {@code -Dquotastack.fuzz=100000} sends as many,
 * {@code -Dquotastack.fuzz.seed=…} those of that seed.
 */
class FuzzTest {

    private static final int IN_THE_BUILD = 2_000;
    private static final int REQUESTS = Integer.getInteger("quotastack.fuzz", IN_THE_BUILD);
    private static final long SEED = Long.getLong("quotastack.fuzz.seed", System.nanoTime());

    private static final int AT_ONCE = 4;
    private static final int FAILURES_SHOWN = 10;
    /** So that what they set, such as a rate limit, does not make all further ones shallow. */
    private static final int REQUESTS_OF_A_TENANT = 1_000;

    private final QuotaStackProcess process = SharedProcess.get();
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final SortedMap<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
    private final AtomicLong longestNanos = new AtomicLong();

    @Test
    void whateverComesInIsAnsweredAndNoFaultOfOurs() throws Exception {
        long begun = System.nanoTime();
        for (int from = 0; from < REQUESTS && failures.size() < FAILURES_SHOWN; from += REQUESTS_OF_A_TENANT) {
            sendUpTo(Math.min(REQUESTS, from + REQUESTS_OF_A_TENANT), requests());
        }

        int answered = statuses.values().stream().mapToInt(AtomicInteger::get).sum();
        String figures = "FuzzTest seed " + SEED + ": " + answered + " answers in "
                + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s, by status " + statuses
                + ", the longest after " + Duration.ofNanos(longestNanos.get()).toMillis() + " ms";
        if (REQUESTS > IN_THE_BUILD) {
            System.out.println(figures);
        }
        assertThat(failures.stream().limit(FAILURES_SHOWN)).as(figures).isEmpty();
        assertThat(answered).isEqualTo(REQUESTS);
        if (REQUESTS >= IN_THE_BUILD) {
            assertThat(statuses.keySet()).as("its requests go deep").contains(200, 201, 400, 401, 404);
        }
        process.live().get("/healthz").expect(200);
    }

    private void sendUpTo(int end, MalformedRequests requests) throws Exception {
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                workers.add(threads.submit(() -> send(end, requests)));
            }
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        next.set(end);
    }

    private Void send(int end, MalformedRequests requests) throws IOException, InterruptedException {
        Optional<RawConnection> kept = Optional.empty();
        String before = "";
        for (int i = next.getAndIncrement(); i < end
                && failures.size() < FAILURES_SHOWN; i = next.getAndIncrement()) {
            RawRequest request = requests.of(SEED + i);
            RawConnection connection = kept.isPresent() ? kept.get() : new RawConnection(process.api());
            boolean goesOn = false;
            try {
                goesOn = exchange(connection, request);
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add("-Dquotastack.fuzz.seed=" + (SEED + i) + " -Dquotastack.fuzz=1: " + e + "\n  "
                        + request.shown() + (kept.isEmpty() ? "" : "\n  behind " + before));
            }
            before = request.shown();
            kept = goesOn ? Optional.of(connection) : Optional.empty();
            if (!goesOn) {
                connection.close();
            }
        }
        if (kept.isPresent()) {
            kept.get().close();
        }
        return null;
    }

    /** Whether a further request may follow on the connection. */
    private boolean exchange(RawConnection connection, RawRequest request) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        RawAnswer answer = connection.exchange(request.bytes(), request.head(), !request.framed());
        longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        statuses.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        check(answer, request.head());
        return request.framed() && answer.keepsConnection();
    }

    private static void check(RawAnswer answer, boolean head) throws IOException {
        assertThat(answer.status()).as(answer.body()).satisfiesAnyOf(status -> assertThat(status).isBetween(200, 499),
                status -> assertThat(status).isEqualTo(503));
        assertThat(answer.header("x-request-id")).startsWith("req_");
        if (answer.status() == 503 || answer.status() == 429) {
            assertThat(answer.header("retry-after")).matches("\\d+");
        }
        if (answer.status() >= 400) {
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        }
        if (answer.status() >= 400 && !head) {
            JsonNode problem = Json.MAPPER.readTree(answer.body());
            assertThat(problem.path("type").asText()).startsWith("urn:quotastack:problem:");
            assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
            if (answer.header("x-idempotent-replayed").isEmpty()) {
                assertThat(problem.path("request_id").asText()).isEqualTo(answer.header("x-request-id"));
            }
        }
    }

    /** Of a new tenant that has something of everything. */
    private MalformedRequests requests() {
        Tenant tenant = Tenant.create();
        tenant.perUnit("tokens", 3);
        Account account = tenant.account("u1");
        account.grant(1_000_000);
        Api live = tenant.live();
        String customer = live.get("/v1/customer-by-external-id/u1").expect(200).text("customer_id");
        String plan = live.post("/v1/plans", Map.of("key", "pro", "name", "Pro")).expect(201).text("id");
        String variant = live.post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month",
                "credit_grants", List.of(Map.of("credits", 1_000, "expires", "period_end")))).expect(201).text("id");
        String subscription = live.post("/v1/subscriptions",
                Map.of("external_customer_id", "u1", "plan_variant_id", variant)).expect(201).text("id");
        List<String> customers = List.of("u1", "u2", "u3", "org:7/é");
        Map<String, List<String>> known = Map.ofEntries(Map.entry("customer_id", List.of(customer)),
                Map.entry("external_id", customers), Map.entry("external_customer_id", customers),
                Map.entry("billable_metric_key", List.of("tokens", "images")),
                Map.entry("key", List.of("tokens", "k1", "k2")),
                Map.entry("tenant_id", List.of(tenant.id())), Map.entry("plan_id", List.of(plan)),
                Map.entry("variant_id", List.of(variant)), Map.entry("plan_variant_id", List.of(variant)),
                Map.entry("id", List.of(subscription, plan, variant)),
                Map.entry("event_id", List.of("k1", "k2", "k3")));
        ObjectNode document = document(process.api());
        String testKey = tenant.test().post("/v1/admin/api-keys", Map.of("name", "test")).expect(201).text("key");
        return new MalformedRequests(document, OpenApi.of(process.api()).operations(), known,
                List.of(tenant.liveKey(), tenant.liveKey(), tenant.liveKey(), tenant.liveKey(), tenant.liveKey(),
                        tenant.liveKey(), tenant.liveKey(), tenant.liveKey(), tenant.liveKey(), tenant.liveKey(),
                        testKey, testKey, process.credential("root_key"), "qs_live_unknown"));
    }

    private static ObjectNode document(URI api) {
        return (ObjectNode) Api.stranger(api).get("/openapi.json").expect(200).json();
    }
}
