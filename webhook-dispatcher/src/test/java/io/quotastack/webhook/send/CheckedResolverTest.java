package io.quotastack.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/** What one tenant's name server can hold up: names at {@code .slow} are answered at the end only. */
@Timeout(20)
class CheckedResolverTest {

    private static final int BATCHES = 64;
    private static final TenantEnvironment SLOW = tenant(0);

    private final CountDownLatch answered = new CountDownLatch(1);
    private final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final CheckedResolver resolver = new CheckedResolver(false, Duration.ofSeconds(30), this::lookUp);

    private static TenantEnvironment tenant(int number) {
        return new TenantEnvironment(new UUID(1, number), Environment.LIVE);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookedUp.add(host);
        if (host.endsWith(".slow")) {
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            }
        }
        return new InetAddress[] {InetAddress.getByAddress(new byte[] {8, 8, 8, 8})};
    }

    private CompletableFuture<InetAddress[]> resolved(TenantEnvironment of, String host) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return resolver.lookingUpFor(of, () -> resolver.resolve(host));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, callers);
    }

    private void awaitLookedUp(int count) {
        while (lookedUp.size() < count) {
            assertThat(Thread.currentThread().isInterrupted()).as("%d of %d in time", lookedUp.size(), count).isFalse();
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void close() {
        answered.countDown();
        resolver.close();
        callers.close();
    }

    @Test
    void aNameIsLookedUpOnceAtATimeAndAnewAfterThat() {
        List<CompletableFuture<InetAddress[]>> all = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            all.add(resolved(SLOW, "hooks.slow"));
        }
        awaitLookedUp(1);
        answered.countDown();
        all.forEach(one -> assertThat(one.join()).hasSize(1));
        assertThat(lookedUp).hasSizeLessThan(BATCHES / 2);

        int before = lookedUp.size();
        resolved(SLOW, "hooks.slow").join();
        assertThat(lookedUp).hasSize(before + 1);
    }

    @Test
    void whoNamesMoreHostsThanAnswerWaitsAloneForThem() {
        for (int i = 0; i < BATCHES; i++) {
            var unused = resolved(SLOW, "hooks.slow");
        }
        var unused = resolved(SLOW, "other.slow");
        awaitLookedUp(2);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> resolver.lookingUpFor(SLOW, () -> resolver.resolve("third.slow")))
                .withMessageContaining("not resolved in time");
        assertThat(resolved(tenant(1), "hooks.example").join()).hasSize(1);
    }

    @Test
    void aHundredTenantsWithoutAnAnswerHoldUpNoOther() {
        for (int i = 0; i < 100; i++) {
            var one = resolved(tenant(i), "one-of-" + i + ".slow");
            var two = resolved(tenant(i), "two-of-" + i + ".slow");
            assertThat(one).isNotSameAs(two);
        }
        awaitLookedUp(200);

        assertThat(resolved(tenant(1_000), "hooks.example").join()).hasSize(1);
    }

    @Test
    void aFailureLeavesRoomForTheNext() throws IOException {
        try (var failing = new CheckedResolver(true, Duration.ofSeconds(30), host -> {
            throw new UnknownHostException(host);
        })) {
            for (int i = 0; i < 10; i++) {
                String host = "host-" + i;
                assertThatExceptionOfType(UnknownHostException.class)
                        .isThrownBy(() -> failing.lookingUpFor(SLOW, () -> failing.resolve(host)))
                        .withMessageContaining("cannot be resolved");
            }
        }
    }
}
