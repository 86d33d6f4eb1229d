package io.quotastack.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

class PollingThreadTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore looks = new Semaphore(0);

    private PollingThread thread(Duration again) {
        return new PollingThread("test", () -> {
            looks.release();
            return again;
        });
    }

    @Test
    void looksAgainAndAgain() throws InterruptedException {
        try (var thread = thread(Duration.ofMillis(1))) {
            thread.start();

            assertThat(looks.tryAcquire(3, 1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void looksNoMoreOftenThanTheLastLookSaid() throws InterruptedException {
        try (var thread = thread(NEVER)) {
            thread.start();
            assertThat(looks.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            thread.lookWithin(NEVER);

            assertThat(looks.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void looksEarlierWhenAskedTo() throws InterruptedException {
        try (var thread = thread(NEVER)) {
            thread.start();
            assertThat(looks.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            thread.lookWithin(Duration.ofMillis(1));
            assertThat(looks.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            thread.lookNow();

            assertThat(looks.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void hearsOfWhatIsAskedWhileItLooks() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var thread = new CompletableFuture<PollingThread>();
        Supplier<Duration> look = () -> {
            looks.release();
            if (asked.getCount() > 0) {
                asked.countDown();
                thread.join().lookNow();
            }
            return NEVER;
        };
        try (var looking = new PollingThread("test", look)) {
            thread.complete(looking);
            looking.start();

            assertThat(looks.tryAcquire(2, 1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void goesOnAfterALookThatFails() throws InterruptedException {
        var failed = new CountDownLatch(1);
        Supplier<Duration> look = () -> {
            looks.release();
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("as the test asked");
            }
            return NEVER;
        };
        try (var thread = new PollingThread("test", look)) {
            thread.start();

            assertThat(looks.tryAcquire(2, 1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void looksNoMoreAfterItsEnd() {
        var thread = thread(Duration.ZERO);
        thread.close();

        thread.start();
        thread.close();

        assertThat(looks.availablePermits()).isZero();
    }
}
