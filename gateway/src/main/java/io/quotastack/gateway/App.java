package io.quotastack.gateway;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A part of the product that runs by itself: made first, then started, and closed in the end, also when it never started. */
public interface App extends AutoCloseable {

    /** Starts it, once; {@link #ready} tells when it can serve. */
    void start();

    /** Completes when it can serve for the first time; fails when it never will. */
    CompletableFuture<Void> ready();

    /** Whether it can serve now. */
    boolean isReady();

    /** What stopped it for good, if anything did. */
    Optional<Throwable> failure();

    @Override
    void close();
}
