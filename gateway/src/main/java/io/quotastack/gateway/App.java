package io.quotastack.gateway;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A part of the product that runs by itself: made first, then started, and closed in the end, also when it never started. */
public interface App extends AutoCloseable {

    /** Starts it, once; {@link #ready} tells when it can serve. */
    void start();

    /** Completes when it can serve for the first time; fails when it never will. Most can at once. */
    default CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    /** Whether it can serve now. */
    default boolean isReady() {
        return ready().state() == Future.State.SUCCESS && failure().isEmpty();
    }

    /** What stopped it for good, if anything did. */
    default Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    void close();
}
