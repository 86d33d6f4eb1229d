package io.quotastack.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.OverloadedException;

class LargeAnswersTest {

    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(0, 1), Environment.LIVE);

    @Test
    void makesSoManyAtOnceAndTheOthersAfterThem() throws Exception {
        var large = new LargeAnswers(5, 1, Duration.ofSeconds(30)); // 3 of an environment
        var inTheMaking = new AtomicInteger();
        var mostAtOnce = new AtomicInteger();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> large.page(LIVE, () -> {
                    mostAtOnce.accumulateAndGet(inTheMaking.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1_000_000);
                    inTheMaking.decrementAndGet();
                    return "page";
                }), callers));
            }
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo("page"));
        assertThat(mostAtOnce.get()).isBetween(1, 3);
    }

    @Test
    void refusesWhoWouldWaitTooLongAndServesTheNext() throws Exception {
        var large = new LargeAnswers(1, 1, Duration.ofMillis(50));
        var entered = new CountDownLatch(1);
        var done = new CompletableFuture<String>();
        var first = CompletableFuture.supplyAsync(() -> large.whole(LIVE, () -> {
            entered.countDown();
            return done.join();
        }));
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> large.whole(LIVE, () -> "second")).isInstanceOf(OverloadedException.class);
        assertThat(large.page(LIVE, () -> "page")).as("pages do not stand behind whole answers").isEqualTo("page");

        done.complete("first");
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(large.whole(LIVE, () -> "third")).isEqualTo("third");
    }

    @Test
    void givesTheRoomBackWhenAnAnswerFails() {
        var large = new LargeAnswers(1, 1, Duration.ofMillis(50));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> large.page(LIVE, () -> {
                throw new IllegalStateException("broken");
            })).isInstanceOf(IllegalStateException.class);
        }
    }
}
