package io.quotastack.standalone.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what happens soon but not at once: asks again and again until a deadline. */
public final class Eventually {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private Eventually() {}

    /** The first answer that is as it should be. Fails with the last one at the deadline. */
    public static <T> T answers(Supplier<T> question, Predicate<T> asItShouldBe) {
        return within(WITHIN, question, asItShouldBe);
    }

    public static <T> T within(Duration deadline, Supplier<T> question, Predicate<T> asItShouldBe) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            T answer = question.get();
            if (asItShouldBe.test(answer)) {
                return answer;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + deadline.toSeconds() + " s still: " + answer);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
