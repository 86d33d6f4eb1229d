package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever one tenant does, others are answered: all on one partition, behind one another in its log. What the other one
 * waits is told by its median, since the machine may be busy with anything.
 */
@Timeout(180)
class OneTenantsWorkTest {

    /**
     * Shares let nobody wait for more than part of a second on an idle machine; behind all that is sent here it is as long as
     * it is sent, so that grants end after 10 s as pending. In between, a machine that does other things at the same time is
     * told from a fault.
     */
    private static final Duration OTHERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration FOR = Duration.ofSeconds(4);
    private static final int BLOCKS = 2_000;

    @TempDir
    private Path directory;

    @Test
    void floodsDuesAndDearChargesHoldUpNobodyElse() throws Exception {
        try (QuotaStackProcess process = QuotaStackProcess.start(directory, "--partitions", "1", "--no-fsync")) {
            var tenant = new Tenant(process.credential("tenant_id"), process.credential("test_key"), process.test(),
                    process.test());
            tenant.perUnit("calls", 1);
            Instant due = Instant.now().plusSeconds(60);
            var dear = new Account(tenant.test(), "dear");
            var dues = new Account(tenant.test(), "dues");
            each(16, thread -> () -> {
                for (int i = 0; i < BLOCKS / 16; i++) {
                    dear.grant(1);
                    dues.grant(1, Map.of("expires_at", due.toString()));
                }
            });

            Api flooding = tenant.test();
            underAttack(process, () -> flooding.post("/v1/usage/batch", batch()));
            Api waiting = tenant.test().prefer("wait=2");
            underAttack(process, () -> waiting.post("/v1/usage/batch", batch()));
            underAttack(process, () -> {
                String event = UUID.randomUUID().toString();
                if (dear.use(event, "calls", BLOCKS / 2).status() == 201) {
                    tenant.test().post("/v1/usage/" + event + "/void",
                            Map.of("external_customer_id", dear.externalId(), "reason", "back"));
                }
            });
            Eventually.within(Duration.ofSeconds(60), Instant::now, now -> now.isAfter(due));
            underAttack(process, () -> tenant.test().get(dues.path("/credits"))); // 503 until it has caught up
            Eventually.within(Duration.ofSeconds(30), () -> tenant.test().get(dues.path("/credits")),
                    answer -> answer.status() == 200 && answer.number("balance") == 0);

            assertThat(process.terminate()).isZero();
            CommandHere.verify(directory).expectVerified();
        }
    }

    /** All do it as fast as they can, while another tenant's customers are granted credits. */
    private static void underAttack(QuotaStackProcess process, Runnable attack) throws Exception {
        var over = new AtomicBoolean();
        List<Long> waited = new ArrayList<>();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> granting = others.submit(() -> {
                var other = new Account(process.live(), "other");
                long end = System.nanoTime() + FOR.toNanos();
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    other.grant(1); // fails unless it is 201
                    waited.add(System.nanoTime() - start);
                }
                over.set(true);
            });
            each(8, thread -> () -> {
                while (!over.get() && !granting.isDone()) {
                    attack.run();
                }
            });
            granting.get();
        }
        assertThat(Duration.ofNanos(waited.stream().sorted().toList().get(waited.size() / 2)))
                .as("the median of %s grants", waited.size()).isLessThan(OTHERS_WITHIN);
    }

    private static void each(int threads, IntFunction<Runnable> what) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> thread : IntStream.range(0, threads).mapToObj(i -> executor.submit(what.apply(i)))
                    .toList()) {
                thread.get();
            }
        }
    }

    private static Map<String, Object> batch() {
        return Map.of("events", IntStream.range(0, 1_000).mapToObj(i -> Map.of("event_id", UUID.randomUUID().toString(),
                "external_customer_id", "flooded-" + i % 20, "billable_metric_key", "calls", "units", 1)).toList());
    }
}
