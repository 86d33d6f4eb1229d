package io.quotastack.webhook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.ReplayJob;

class ReplayReaderTest {

    private static final ReplayJob REPLAY = new ReplayJob(new JobScope("rpl_1",
            new TenantEnvironment(new UUID(1, 2), Environment.LIVE), Instant.EPOCH, Instant.EPOCH.plusSeconds(1),
            Optional.empty(), Optional.empty()), 0);

    @Test
    @Timeout(30)
    void looksNothingUpWhileNoWritesAreTaken() throws InterruptedException {
        var open = new AtomicBoolean();
        var looked = new CountDownLatch(1);
        var asked = new CountDownLatch(3);
        try (var reader = new ReplayReader(() -> {
            looked.countDown();
            throw new IllegalStateException("there is no broker");
        }, (topic, bytes) -> {
            throw new IllegalStateException("nothing is read");
        }, (key, command) -> CompletableFuture.completedFuture(null), () -> {
            asked.countDown();
            return open.get();
        })) {
            reader.begin(0, REPLAY, () -> 0);
            reader.start();

            asked.await();
            assertThat(looked.getCount()).isOne();

            open.set(true);
            looked.await();
        }
    }

    /** The task that decides tells a scan what it decided: it must not wait until a broker has answered. */
    @Test
    void whoDecidesDoesNotWaitForWhoAsksTheBroker() {
        var scan = new ReplayScan(0, REPLAY, () -> 0);

        long end = scan.end(() -> {
            CompletableFuture.runAsync(() -> scan.decided(7, 8)).orTimeout(5, TimeUnit.SECONDS)
                    .join();
            return 9;
        });

        assertThat(end).isEqualTo(9);
        assertThat(scan.end(() -> 12)).as("where the topic ended when it began").isEqualTo(9);
        assertThat(scan.position()).hasValue(8);
    }
}
