package io.quotastack.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class PollingThreadTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore looks = new Semaphore(0);

    @Test
    void looksAgainAndAgain() throws InterruptedException {
        try (var thread = new PollingThread("test", Duration.ofMillis(1), looks::release)) {
            thread.start();

            assertThat(looks.tryAcquire(3, 1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void looksAtOnceWhenAskedTo() throws InterruptedException {
        try (var thread = new PollingThread("test", NEVER, looks::release)) {
            thread.start();
            thread.lookNow();

            assertThat(looks.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void goesOnAfterALookThatFails() throws InterruptedException {
        var failed = new CountDownLatch(1);
        Runnable look = () -> {
            looks.release();
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("as the test asked");
            }
        };
        try (var thread = new PollingThread("test", Duration.ofMillis(1), look)) {
            thread.start();

            assertThat(looks.tryAcquire(2, 1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void looksNoMoreAfterItsEnd() {
        var thread = new PollingThread("test", Duration.ZERO, looks::release);
        thread.close();

        thread.start();
        thread.close();

        assertThat(looks.availablePermits()).isZero();
    }
}
