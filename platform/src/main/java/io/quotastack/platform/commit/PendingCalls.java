package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.client.DurableProducer;

/** Callers that wait for the answers to their commands, by command id; bounded in number and time. */
public final class PendingCalls<T> implements AutoCloseable {

    /** Within the time that a caller waits: it ends at most that share later. */
    private static final int LOOKS = 50;

    private static final int NO_PARTITION = -1;

    private final int most;
    private final Duration within;
    private final Map<String, Waiting<T>> waiting = new ConcurrentHashMap<>();
    private final Queue<Deadline> deadlines = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final LongSupplier nanoTime;
    private final Executor later;

    /** One who waits; where it moves with a partition, for that. */
    private static final class Waiting<T> extends CompletableFuture<T> {

        private final int partition;

        Waiting(int partition) {
            this.partition = partition;
        }
    }

    /** By when somebody is answered, of whom it may be true already. */
    private record Deadline(CompletableFuture<?> future, long nanos) {}

    private volatile long lastArrivalNanos;

    /**
     * Nobody waits yet.
     *
     * @param most callers at a time
     * @param within after that long a call ends as pending
     */
    public PendingCalls(int most, Duration within) {
        this(most, within, System::nanoTime,
                CompletableFuture.delayedExecutor(1 + within.toMillis() / LOOKS, TimeUnit.MILLISECONDS));
    }

    /**
     * The same, by other clocks.
     *
     * @param nanoTime never goes back
     * @param later runs a look at who is overdue, after a share of the time that callers wait
     */
    public PendingCalls(int most, Duration within, LongSupplier nanoTime, Executor later) {
        this.most = most;
        this.within = within;
        this.nanoTime = nanoTime;
        this.later = later;
        this.lastArrivalNanos = nanoTime.getAsLong() - TimeUnit.HOURS.toNanos(1);
    }

    /**
     * Waits, as {@link #await} does, for the outcome of a command that is appended now. What did not become durable in
     * time may be durable all the same, so its outcome is pending too.
     *
     * @param append makes the command durable
     */
    public CompletableFuture<T> call(String commandId, Supplier<? extends CompletableFuture<?>> append) {
        return call(commandId, NO_PARTITION, append);
    }

    /**
     * The same for the outcome of a command whose partition may leave this node, see {@link #endElsewhere}. One who asks again
     * while it is waited for joins; nothing is appended again.
     */
    public CompletableFuture<T> call(String commandId, int partition,
            Supplier<? extends CompletableFuture<?>> append) {
        Waiting<T> underWay = waiting.get(commandId);
        if (underWay != null) {
            return underWay.copy(); // What is decided is durable: the log shows nothing else.
        }
        CompletableFuture<T> answer = await(commandId, partition);
        CompletableFuture<Boolean> durable = append.get().handle((appended, failure) -> {
            if (failure != null) {
                RuntimeException told = DurableProducer.told(failure);
                fail(commandId, told);
                throw told;
            }
            return true;
        });
        // It may be decided before its append is acknowledged; the answer leaves when both have happened.
        return answer.thenCombine(durable, (decided, isDurable) -> decided);
    }

    /**
     * A future for the answer; fails with {@link OutcomePendingException} when it does not come in time. Throws
     * {@link OverloadedException} when too many wait.
     */
    public CompletableFuture<T> await(String commandId) {
        return await(commandId, NO_PARTITION);
    }

    private CompletableFuture<T> await(String commandId, int partition) {
        if (waiting.size() >= most) {
            throw new OverloadedException(most + " callers are waiting already");
        }
        lastArrivalNanos = nanoTime.getAsLong();
        var future = new Waiting<T>(partition);
        if (waiting.putIfAbsent(commandId, future) != null) {
            throw new IllegalArgumentException("a command of this id waits already: " + commandId);
        }
        deadlines.add(new Deadline(future, nanoTime.getAsLong() + within.toNanos()));
        watch();
        return future.handle((answer, failure) -> {
            waiting.remove(commandId, future);
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            return answer;
        });
    }

    /** One look at intervals for all who wait, since a timer for each costs as much as the rest of waiting. */
    private void watch() {
        if (watching.compareAndSet(false, true)) {
            later.execute(this::endOverdue);
        }
    }

    /** All wait equally long, so who came first is overdue first. */
    private void endOverdue() {
        long now = nanoTime.getAsLong();
        for (Deadline next = deadlines.peek(); next != null
                && (next.future().isDone() || next.nanos() - now <= 0); next = deadlines.peek()) {
            deadlines.remove();
            next.future().completeExceptionally(
                    new OutcomePendingException("no outcome within " + within.toMillis() + " ms"));
        }
        watching.set(false);
        if (!deadlines.isEmpty()) {
            watch();
        }
    }

    /** The caller of a command, if it waits here. */
    public Optional<CompletableFuture<T>> of(String commandId) {
        return Optional.ofNullable(waiting.get(commandId));
    }

    private void fail(String commandId, RuntimeException failure) {
        of(commandId).ifPresent(future -> future.completeExceptionally(failure));
    }

    /** Ends as pending what waits for a partition that another node decides now: its outcome comes to nobody here. */
    public void endElsewhere(Set<Integer> here) {
        waiting.forEach((commandId, future) -> {
            if (future.partition != NO_PARTITION && !here.contains(future.partition)) {
                future.completeExceptionally(new OutcomePendingException("the account has moved to another node"));
            }
        });
    }

    /** Ends what still waits as pending. */
    @Override
    public void close() {
        waiting.keySet().forEach(commandId -> fail(commandId, new OutcomePendingException("the node stops")));
    }

    /** Whether anybody waits, or did within the last so many nanoseconds. */
    public boolean busyWithin(long nanos) {
        return !waiting.isEmpty() || nanoTime.getAsLong() - lastArrivalNanos < nanos;
    }

    public int count() {
        return waiting.size();
    }
}
