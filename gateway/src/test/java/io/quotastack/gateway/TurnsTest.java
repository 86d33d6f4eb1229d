package io.quotastack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void ownersTakeTurnsHoweverManyOneHasWaiting() throws Exception {
        var turns = new Turns(1, 1, LONG);
        var order = new ConcurrentLinkedQueue<String>();
        assertThat(turns.enter("many")).isTrue();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pieces = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                pieces.add(threads.submit(() -> piece(turns, "many", order)));
            }
            awaitWaiting(turns, 50);
            pieces.add(threads.submit(() -> piece(turns, "one", order)));
            awaitWaiting(turns, 51);
            turns.leave("many");
            for (Future<?> piece : pieces) {
                piece.get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(new ArrayList<>(order).indexOf("one")).as("its place among 51").isLessThanOrEqualTo(1);
    }

    @Test
    void anOwnerLeavesPlacesToOthers() {
        var turns = new Turns(3, 2, Duration.ofMillis(10));
        assertThat(turns.enter("many")).isTrue();
        assertThat(turns.enter("many")).isTrue();
        assertThat(turns.enter("many")).isFalse();
        assertThat(turns.enter("one")).isTrue();
        assertThat(turns.enter("other")).isFalse();
        turns.leave("many");
        assertThat(turns.enter("other")).isTrue();
    }

    @Test
    void whoGaveUpTakesNoPlaceLater() {
        var turns = new Turns(1, 1, Duration.ofMillis(1));
        assertThat(turns.enter("a")).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(turns.enter("b")).isFalse();
        }
        turns.leave("a");
        assertThat(turns.enter("c")).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> turns.leave("b"));
    }

    @Test
    void asManyWaitAsMayAndTheNextIsRefusedAtOnce() throws Exception {
        var turns = new Turns(1, 1, LONG);
        assertThat(turns.enter("many")).isTrue();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pieces = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                pieces.add(threads.submit(() -> piece(turns, "many", new ConcurrentLinkedQueue<>())));
            }
            awaitWaiting(turns, 1_000);
            assertThat(turns.enter("many")).isFalse();
            turns.leave("many");
            for (Future<?> piece : pieces) {
                piece.get(10, TimeUnit.SECONDS);
            }
        }
    }

    /** Random owners, of whom some give up: at no time more in places than there are, and in the end all places are free. */
    @Test
    void noPlaceIsLostOrMadeUp() throws Exception {
        var turns = new Turns(3, 2, Duration.ofMillis(2));
        var inPlace = new ConcurrentHashMap<String, AtomicInteger>();
        var all = new AtomicInteger();
        var wrong = new ConcurrentLinkedQueue<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2_000; i++) {
                String owner = "o" + i % 5;
                long work = new Random(i).nextLong(1_000_000);
                threads.execute(() -> {
                    if (turns.enter(owner)) {
                        var own = inPlace.computeIfAbsent(owner, name -> new AtomicInteger());
                        if (own.incrementAndGet() > 2 || all.incrementAndGet() > 3) {
                            wrong.add(owner);
                        }
                        LockSupport.parkNanos(work);
                        all.decrementAndGet();
                        own.decrementAndGet();
                        turns.leave(owner);
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(List.of(turns.enter("x"), turns.enter("x"), turns.enter("y"), turns.enter("z")))
                .containsExactly(true, true, true, false);
    }

    private static void piece(Turns turns, String owner, ConcurrentLinkedQueue<String> order) {
        if (turns.enter(owner)) {
            order.add(owner);
            turns.leave(owner);
        }
    }

    private static void awaitWaiting(Turns turns, int waiting) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (turns.waiting() != waiting && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(turns.waiting()).isEqualTo(waiting);
    }
}
