package io.quotastack.nodes.start;

import java.time.Duration;

/**
 * Waits for what is out of reach: a broker or a registry that comes later, or comes back, is no reason to end and be started
 * again. Tells the operator what it waits for, and why: at once, when the reason changes, and every 10 seconds.
 */
public final class Waiting {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Progress progress;
    private final Duration patience;

    /** Waits as long as it takes. */
    public Waiting(Progress progress) {
        this(progress, Duration.ofNanos(Long.MAX_VALUE));
    }

    public Waiting(Progress progress, Duration patience) {
        this.progress = progress;
        this.patience = patience;
    }

    /** What became of a try. */
    public sealed interface Try<T> {

        record Done<T>(T result) implements Try<T> {}

        /** The reason in a few words. */
        record NotYet<T>(String why) implements Try<T> {}

        static <T> Try<T> done(T result) {
            return new Done<>(result);
        }

        static <T> Try<T> notYet(String why) {
            return new NotYet<>(why);
        }
    }

    /** What is tried; what no waiting helps, it throws. */
    public interface Attempt<T> {
        Try<T> now() throws InterruptedException;
    }

    /**
     * Tries until it is done. Throws {@link CannotStartException} when that takes more than the patience.
     *
     * @param what is waited for
     */
    public <T> T until(String what, Attempt<T> attempt) throws InterruptedException {
        String told = "";
        long began = System.nanoTime();
        long toldNanos = began;
        while (true) {
            switch (attempt.now()) {
                case Try.Done<T>(T result) -> {
                    return result;
                }
                case Try.NotYet<T>(String why) -> {
                    if (System.nanoTime() - began >= patience.toNanos()) {
                        throw new CannotStartException(
                                "waited " + patience.toSeconds() + " s for " + what + ": " + why);
                    }
                    if (!why.equals(told) || System.nanoTime() - toldNanos >= BETWEEN_LINES.toNanos()) {
                        progress.say("  waiting for " + what + ": " + why);
                        told = why;
                        toldNanos = System.nanoTime();
                    }
                    Thread.sleep(BETWEEN_TRIES);
                }
            }
        }
    }
}
