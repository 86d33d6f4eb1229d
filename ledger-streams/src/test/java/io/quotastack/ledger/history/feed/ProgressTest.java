package io.quotastack.ledger.history.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Progress progress = new Progress();

    @Test
    @Timeout(30)
    void gathersOnlyUntilSomebodyWaits() throws Exception {
        var reached = new AtomicBoolean();
        var reader = CompletableFuture.supplyAsync(() -> awaits(reached));

        progress.gather(FOR_EVER);

        assertThat(reader).isNotDone();
        reached.set(true);
        progress.made();
        assertThat(reader.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Timeout(30)
    void gathersNothingWhileSomebodyStillWaits() throws Exception {
        var reached = new AtomicBoolean();
        var reader = CompletableFuture.supplyAsync(() -> awaits(reached));

        progress.gather(FOR_EVER);
        progress.made();
        progress.gather(FOR_EVER);

        reached.set(true);
        progress.made();
        assertThat(reader.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void gathersForItsTimeOnceNobodyWaits() throws Exception {
        assertThat(progress.await(() -> false, Duration.ofNanos(1))).isFalse();
        Duration time = Duration.ofMillis(5);
        long begun = System.nanoTime();

        progress.gather(time);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(time);
    }

    private boolean awaits(AtomicBoolean reached) {
        try {
            return progress.await(reached::get, FOR_EVER);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
