package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.client.DurableProducer;

/** Callers that wait for the answers to their commands, by command id; bounded in number and time. */
public final class PendingCalls<T> implements AutoCloseable {

    private final int most;
    private final Duration within;
    private final Map<String, CompletableFuture<T>> waiting = new ConcurrentHashMap<>();
    private volatile long lastArrivalNanos = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    /**
     * Nobody waits yet.
     *
     * @param most callers at a time
     * @param within after that long a call ends as pending
     */
    public PendingCalls(int most, Duration within) {
        this.most = most;
        this.within = within;
    }

    /**
     * Waits, as {@link #await} does, for the outcome of a command that is appended now. What did not become durable in
     * time may be durable all the same, so its outcome is pending too.
     *
     * @param append makes the command durable
     */
    public CompletableFuture<T> call(String commandId, Supplier<? extends CompletableFuture<?>> append) {
        CompletableFuture<T> answer = await(commandId);
        CompletableFuture<Boolean> durable = append.get().handle((appended, failure) -> {
            if (failure != null) {
                RuntimeException told = failure(failure);
                fail(commandId, told);
                throw told;
            }
            return true;
        });
        // It may be decided before its append is acknowledged; the answer leaves when both have happened.
        return answer.thenCombine(durable, (decided, isDurable) -> decided);
    }

    private static RuntimeException failure(Throwable appending) {
        return DurableProducer.isTooLarge(appending)
                ? new IllegalStateException("the command could not be sent", appending)
                : new OutcomePendingException("the command may be durable: " + appending.getMessage());
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
        if (waiting.putIfAbsent(commandId, future) != null) {
            throw new IllegalArgumentException("a command of this id waits already: " + commandId);
        }
        return future.orTimeout(within.toMillis(), TimeUnit.MILLISECONDS).handle((answer, failure) -> {
            waiting.remove(commandId, future);
            if (failure instanceof TimeoutException) {
                throw new OutcomePendingException("no outcome within " + within.toMillis() + " ms");
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

    private void fail(String commandId, RuntimeException failure) {
        of(commandId).ifPresent(future -> future.completeExceptionally(failure));
    }

    /** Ends what still waits as pending. */
    @Override
    public void close() {
        waiting.keySet().forEach(commandId -> fail(commandId, new OutcomePendingException("the node stops")));
    }

    /** Whether anybody waits, or did within the last so many nanoseconds. */
    public boolean busyWithin(long nanos) {
        return !waiting.isEmpty() || System.nanoTime() - lastArrivalNanos < nanos;
    }

    public int count() {
        return waiting.size();
    }
}
