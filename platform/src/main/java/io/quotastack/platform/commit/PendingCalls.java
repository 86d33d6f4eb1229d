package io.quotastack.platform.commit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;

/** Callers that wait for the committed answers to their commands, by command id; bounded in number and time. */
public final class PendingCalls<T> {

    private final int most;
    private final long timeoutSeconds;
    private final Map<String, CompletableFuture<T>> waiting = new ConcurrentHashMap<>();
    private volatile long lastArrivalNanos = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    public PendingCalls(int most, long timeoutSeconds) {
        this.most = most;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * A future for the answer; fails with {@link OutcomePendingException} when it does not come in time. Throws
     * {@link OverloadedException} when too many wait.
     */
    public CompletableFuture<T> await(String commandId) {
        if (waiting.size() >= most) {
            throw new OverloadedException(most + " callers are waiting already");
        }
        lastArrivalNanos = System.nanoTime();
        var future = new CompletableFuture<T>();
        waiting.put(commandId, future);
        return future.orTimeout(timeoutSeconds, TimeUnit.SECONDS).handle((answer, failure) -> {
            waiting.remove(commandId, future);
            if (failure instanceof TimeoutException) {
                throw new OutcomePendingException("no outcome within " + timeoutSeconds + " s");
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            return answer;
        });
    }

    /** The caller of a command, if it waits here. */
    public Optional<CompletableFuture<T>> of(String commandId) {
        return Optional.ofNullable(waiting.get(commandId));
    }

    /** The command never became durable. */
    public void fail(String commandId, Throwable failure) {
        of(commandId).ifPresent(future -> future.completeExceptionally(failure));
    }

    /** Whether anybody waits, or did within the last so many nanoseconds. */
    public boolean busyWithin(long nanos) {
        return !waiting.isEmpty() || System.nanoTime() - lastArrivalNanos < nanos;
    }

    public int count() {
        return waiting.size();
    }
}
