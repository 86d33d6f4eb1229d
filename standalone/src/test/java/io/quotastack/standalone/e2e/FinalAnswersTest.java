package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * An answer is final when it leaves, though its transaction commits later (CONTRACT 11). Goal: none is ever taken back.
 * Method: transactions commit late, so that a kill comes between answers and their commit; prices and the overage policy
 * change all the while, so that what is decided again with another configuration comes out otherwise; after each kill every
 * request that was answered since the one before is sent again, and must get the first answer to the byte. In the end
 * {@code verify} finds all as it should be. How often it kills is said by {@link Rounds}.
 */
@Timeout(1200)
class FinalAnswersTest {

    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(9);
    private static final int CALLERS = 8;
    private static final int CUSTOMERS = 6;
    private static final int ANSWERS_BETWEEN_KILLS = 300;
    private static final String METRIC = "tokens";

    @TempDir
    private Path directory;

    private record Answered(String path, String key, Object body, Answer first) {}

    private final long seed = System.nanoTime();
    private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong charges = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private volatile boolean stopping;

    @Test
    void noAnswerIsTakenBackByAKillBeforeItsCommit() throws Exception {
        QuotaStackProcess process = QuotaStackProcess.startCommittingLate(directory, COMMIT_WITHIN, "--partitions",
                "2");
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS + 1)) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit(METRIC, 5);
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                new Account(tenant.live(), "c" + customer).grant(500);
            }
            long compared = 0;
            for (int round = 0; round < Rounds.COUNT; round++) {
                var api = new Api(process.api(), tenant.liveKey());
                List<Future<?>> running = load(callers, new Tenant(tenant.id(), tenant.liveKey(), api, api), round);
                Eventually.within(Duration.ofSeconds(90), answered::size, size -> size >= ANSWERS_BETWEEN_KILLS);
                process.kill9();
                stopping = true;
                Rounds.afterKill(directory);
                for (Future<?> caller : running) {
                    caller.get(1, TimeUnit.MINUTES);
                }
                stopping = false;
                process = QuotaStackProcess.startCommittingLate(directory, COMMIT_WITHIN);
                compared += sendAllAgain(new Api(process.api(), tenant.liveKey()), round);
            }
            assertThat(unanswered).as("calls that a kill cut off").hasPositiveValue();
            assertThat(compared).isGreaterThanOrEqualTo((long) Rounds.COUNT * ANSWERS_BETWEEN_KILLS);
            expectEachChargeOnce(new Api(process.api(), tenant.liveKey()));
            Rounds.report("FinalAnswersTest seed " + seed + ": " + Rounds.COUNT + " kills, " + ids + " requests sent, "
                    + unanswered + " calls cut off, " + compared + " answers sent again and none taken back, " + charges
                    + " charges answered");
            assertThat(process.terminate()).isZero();
            QuotaStackProcess.Ended verified = CommandHere.verify(directory).expectVerified();
            Rounds.report(verified.output());
        } finally {
            process.close();
        }
    }

    private List<Future<?>> load(ExecutorService callers, Tenant tenant, int round) {
        List<Future<?>> running = new ArrayList<>();
        running.add(callers.submit(() -> changeConfiguration(tenant)));
        for (int caller = 0; caller < CALLERS; caller++) {
            var random = new Random(seed + 1_000L * round + caller);
            running.add(callers.submit(() -> {
                while (!stopping) {
                    request(tenant.live(), random);
                }
            }));
        }
        return running;
    }

    /** What was refused under one policy is charged under the next, and the other way round. */
    private void changeConfiguration(Tenant tenant) {
        for (int change = 0; !stopping; change++) {
            int now = change;
            untilKilled(() -> {
                tenant.settings(Map.of("default_overage_policy", now % 2 == 0 ? "allow" : "block"));
                if (now % 5 == 0) {
                    tenant.rule(METRIC, Map.of("cost_type", "per_unit", "unit_cost", 3 + now % 7));
                }
            });
        }
    }

    private void request(Api api, Random random) {
        String customer = "c" + random.nextInt(CUSTOMERS);
        String key = "r" + ids.incrementAndGet();
        switch (random.nextInt(8)) {
            case 0 -> post(api, "/v1/customer-by-external-id/" + customer + "/credits/grant", key,
                    Map.of("credits", 1 + random.nextInt(40), "metadata", Map.of("b", "1", "a", "2", "c", "3")));
            case 1 -> post(api, "/v1/reserve", key,
                    Map.of("external_customer_id", customer, "billable_metric_key", METRIC,
                            "estimated_units", 1 + random.nextInt(3), "ttl_seconds", 3_600));
            default -> post(api, "/v1/usage", key,
                    Map.of("external_customer_id", customer, "billable_metric_key", METRIC,
                            "units", 1 + random.nextInt(9)));
        }
    }

    private void post(Api api, String path, String key, Object body) {
        untilKilled(() -> {
            Answer answer = api.idempotencyKey(key).post(path, body);
            if (answer.status() < 500) {
                answered.add(new Answered(path, key, body, answer));
            }
        });
    }

    /** A call that the kill cuts off: nobody was answered. */
    private void untilKilled(Runnable call) {
        try {
            call.run();
        } catch (UncheckedIOException cutOff) {
            unanswered.incrementAndGet();
        }
    }

    private long sendAllAgain(Api api, int round) {
        long compared = 0;
        for (Answered request = answered.poll(); request != null; request = answered.poll()) {
            Answer again = api.idempotencyKey(request.key()).post(request.path(), request.body());
            String what = "seed " + seed + ", round " + round + ": " + request;
            assertThat(again.status()).as(what).isEqualTo(request.first().status());
            assertThat(again.body()).as(what).isEqualTo(request.first().body());
            if (request.path().equals("/v1/usage") && again.status() == 201) {
                charges.incrementAndGet();
            }
            compared++;
        }
        return compared;
    }

    /** At least those that were answered; a request that got no answer may have been charged too, but none twice. */
    private void expectEachChargeOnce(Api api) {
        List<String> events = new ArrayList<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            List<JsonNode> entries = LedgerAudit.check(new Account(api, "c" + customer));
            entries.stream().filter(entry -> entry.required("type").textValue().equals("usage"))
                    .forEach(entry -> events.add(entry.required("usage_event_id").textValue()));
        }
        assertThat(events).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo((int) charges.get());
    }
}
