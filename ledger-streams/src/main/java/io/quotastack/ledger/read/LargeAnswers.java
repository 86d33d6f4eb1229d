package io.quotastack.ledger.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Turns;

/**
 * How many large answers are in the making at once, in turns between environments. Whole ones are sixteen times what a page
 * is, so they have a bound of their own, and pages never stand behind them. Whoever has to wait for history waits before.
 *
 * <p>They are made on threads of their own, among which the system shares the processors. A virtual thread gives its
 * processor away only when it waits, and a check that stood behind a large answer would wait for all of it.
 */
final class LargeAnswers {

    private static final int MOST_PAGES = 16;
    private static final int MOST_WHOLE = 4;
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Turns pages;
    private final Turns whole;
    private final Executor makers = Executors
            .newCachedThreadPool(Thread.ofPlatform().name("large-answers-", 0).daemon().factory());

    /** As many as the machine makes without harm to others. */
    LargeAnswers() {
        this(Math.min(2 * Runtime.getRuntime().availableProcessors(), MOST_PAGES),
                Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_WHOLE), WAIT);
    }

    LargeAnswers(int pages, int whole, Duration wait) {
        this.pages = new Turns(pages, Math.ceilDiv(pages, 2), wait);
        this.whole = new Turns(whole, Math.ceilDiv(whole, 2), wait);
    }

    /** A page of a list, or one thing of any size. */
    <T> T page(TenantEnvironment of, Supplier<T> answer) {
        return within(pages, of.toString(), answer);
    }

    /** An answer that lists all there is. */
    <T> T whole(TenantEnvironment of, Supplier<T> answer) {
        return within(whole, of.toString(), answer);
    }

    private <T> T within(Turns turns, String owner, Supplier<T> answer) {
        if (!turns.enter(owner)) {
            throw new OverloadedException("too many large answers are in the making");
        }
        try {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return answer.get();
                } finally {
                    turns.leave(owner);
                }
            }, makers).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
