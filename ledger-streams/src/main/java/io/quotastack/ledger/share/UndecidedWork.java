package io.quotastack.ledger.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.ledger.share.Shares.Room;

/**
 * The commands of this node's callers that are not decided yet. Each environment has a share of them, told as time: what it
 * may have undecided takes others no longer than that to stand behind ({@link Shares}). What is beyond waits here before it is
 * appended, first come first served within an environment and in turns between them, and is refused after a while. A batch
 * goes in as there is room, a command at a time.
 */
public final class UndecidedWork implements AutoCloseable {

    /**
     * What there is room for.
     *
     * @param awaited of an environment, commands that somebody waits for
     * @param accepted of an environment, commands that nobody waits for; three times as much of all environments
     * @param mostAwaited and as many of an environment
     * @param mostAccepted and as many of all environments, a third of them of one
     * @param patience how long one waits for room
     */
    public record Limits(Duration awaited, Duration accepted, int mostAwaited, int mostAccepted, Duration patience) {

        /** With these many callers and accepted commands on a node. */
        public static Limits of(int waitingCallers, int undecidedAccepted) {
            return new Limits(Duration.ofMillis(200), Duration.ofMillis(200), waitingCallers / 4, undecidedAccepted,
                    PATIENCE);
        }
    }

    /** Shorter than a node waits for another one, which is to hear that there is too much rather than nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Of an environment; each keeps its command in memory. */
    private static final int MOST_WAIT_TO_BE_AWAITED = 1_000;
    /** Of all environments; each keeps a batch in memory. */
    private static final int MOST_BATCHES_WAIT = 64;
    /** Let in under one turn of the lock, which whoever decides waits for. */
    private static final int MOST_AT_ONCE = 256;

    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Executor soon;
    private final Executor later;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Shares shares;
    /** Like all here, looked at under the lock. */
    private final Set<Lane> awaitedWithWaiters = new LinkedHashSet<>();
    /** Of the accepted lanes with waiters. */
    private final Deque<Lane> turns = new ArrayDeque<>();
    private int batchesWaiting;
    /** Somebody has its turn whose own share has room: nobody goes in before it. */
    private boolean wholeIsShort;
    private boolean looking;
    private boolean watching;
    private boolean closed;

    /** @param threads for those who waited; one that is held up holds up no other */
    public UndecidedWork(Limits limits, Executor threads) {
        this(limits, System::nanoTime, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS, threads),
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS, threads), threads);
    }

    /**
     * By other clocks.
     *
     * @param soon runs what it is given a little later
     * @param later the same, within a small part of the patience
     */
    UndecidedWork(Limits limits, LongSupplier nanoTime, Executor soon, Executor later, Executor threads) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.soon = soon;
        this.later = later;
        this.threads = threads;
        this.shares = new Shares(limits, nanoTime);
    }

    /** Completes when there is room for a command that somebody waits for; it counts until it is decided or forgotten. */
    public CompletableFuture<Void> admitAwaited(CommandEnvelope command, int partition) {
        lock.lock();
        try {
            Lane lane = shares.awaited(command);
            if (lane.waiters.isEmpty() && shares.take(lane, command, () -> partition) == Room.TAKEN) {
                return AT_ONCE;
            }
            if (closed || lane.waiters.size() >= MOST_WAIT_TO_BE_AWAITED) {
                return CompletableFuture.failedFuture(overloaded());
            }
            var waiter = new Waiter(List.of(command), of -> partition, in -> {}, deadline());
            lane.waiters.add(waiter);
            awaitedWithWaiters.add(lane);
            watch();
            return waiter.allIn();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for commands of one environment that nobody waits for; completes when all were handed over. Fails with
     * {@link OverloadedException} when none was.
     *
     * @param handOver gets those there is room for, in their order; what it throws, of those it appended none
     */
    public CompletableFuture<Void> admitAccepted(List<CommandEnvelope> commands,
            ToIntFunction<CommandEnvelope> partitions, Consumer<List<CommandEnvelope>> handOver) {
        var waiter = new Waiter(commands, partitions, handOver, deadline());
        List<CommandEnvelope> atOnce;
        boolean isFull;
        lock.lock();
        try {
            Lane lane = shares.accepted(commands.getFirst());
            if (lane.waiters.isEmpty() && !wholeIsShort) {
                Room room = Room.TAKEN;
                while (room == Room.TAKEN && !waiter.isAllIn()) {
                    room = letIn(lane, waiter);
                }
                wholeIsShort = room == Room.NOT_IN_THE_WHOLE;
            }
            atOnce = waiter.begin();
            isFull = !waiter.isAllIn() && (closed || isFull(lane));
            if (!waiter.isAllIn() && !isFull) {
                await(lane, waiter);
            }
        } finally {
            lock.unlock();
        }
        handOver(waiter, atOnce);
        if (isFull) {
            end(waiter, overloaded());
        }
        return waiter.allIn();
    }

    private long deadline() {
        return nanoTime.getAsLong() + limits.patience().toNanos();
    }

    private boolean isFull(Lane lane) {
        return batchesWaiting >= MOST_BATCHES_WAIT || lane.waiters.size() >= MOST_BATCHES_WAIT / Shares.THIRDS;
    }

    private void await(Lane lane, Waiter waiter) {
        if (lane.waiters.isEmpty()) {
            turns.add(lane);
        }
        lane.waiters.add(waiter);
        batchesWaiting++;
        watch();
    }

    /** Lets the next command in if there is room for it. */
    private Room letIn(Lane lane, Waiter waiter) {
        Room room = shares.take(lane, waiter.command(), waiter::partition);
        if (room == Room.TAKEN) {
            waiter.letIn();
        }
        return room;
    }

    private boolean somebodyWaits() {
        return batchesWaiting > 0 || !awaitedWithWaiters.isEmpty();
    }

    private void lookSoon() {
        if (!looking) {
            looking = true;
            soon.execute(this::lookNow);
        }
    }

    /** Who waits too long is told so, and decisions may have become cheaper, also while none is made. */
    private void watch() {
        if (!watching) {
            watching = true;
            later.execute(this::lookLater);
        }
    }

    private void lookNow() {
        look(() -> looking = false);
    }

    private void lookLater() {
        look(() -> watching = false);
    }

    /** Lets in whom there is room for and sends away who has waited too long, not on the threads that decide. */
    private void look(Runnable first) {
        List<Runnable> after = new ArrayList<>();
        Set<Waiter> someIn = new LinkedHashSet<>();
        lock.lock();
        try {
            first.run();
            long now = nanoTime.getAsLong();
            int left = lookAtAwaited(now, after);
            left = lookAtAccepted(now, left, someIn, after);
            if (left <= 0) {
                lookSoon();
            }
        } finally { // whatever breaks: who is in is told so, and the rest is looked at again
            someIn.forEach(waiter -> {
                List<CommandEnvelope> in = waiter.begin();
                after.add(() -> handOver(waiter, in));
            });
            if (somebodyWaits()) {
                watch();
            }
            lock.unlock();
            after.forEach(threads::execute);
        }
    }

    /** @return how many more may be let in */
    private int lookAtAwaited(long now, List<Runnable> after) {
        int left = MOST_AT_ONCE;
        for (Iterator<Lane> lanes = awaitedWithWaiters.iterator(); lanes.hasNext() && left > 0;) {
            Lane lane = lanes.next();
            endLate(lane, now, after);
            for (Waiter next = lane.waiters.peekFirst(); next != null && left > 0
                    && letIn(lane, next) == Room.TAKEN; next = lane.waiters.peekFirst()) {
                after.add(lane.waiters.removeFirst()::complete);
                left--;
            }
            if (lane.waiters.isEmpty()) {
                lanes.remove();
            }
        }
        return left;
    }

    private int lookAtAccepted(long now, int most, Set<Waiter> someIn, List<Runnable> after) {
        turns.forEach(lane -> endLate(lane, now, after));
        turns.removeIf(lane -> lane.waiters.isEmpty());
        wholeIsShort = false;
        int left = most;
        int passedOver = 0;
        while (passedOver < turns.size() && left > 0 && !wholeIsShort) {
            passedOver = turn(turns.getFirst(), someIn) ? 0 : passedOver + 1;
            left--;
        }
        return left;
    }

    /** The first lane's turn, after which it is the last, or still the first if it is the whole that has no room for it. */
    private boolean turn(Lane lane, Set<Waiter> someIn) {
        Optional<Waiter> next = lane.next();
        Room room = next.map(waiter -> letIn(lane, waiter)).orElse(Room.NOT_IN_ITS_SHARE);
        wholeIsShort = room == Room.NOT_IN_THE_WHOLE;
        if (wholeIsShort) {
            return false;
        }
        if (room == Room.TAKEN) {
            Waiter waiter = next.orElseThrow();
            someIn.add(waiter);
            if (waiter.isAllIn()) {
                lane.waiters.removeFirst();
                batchesWaiting--;
            }
        }
        turns.removeFirst();
        if (!lane.waiters.isEmpty()) {
            turns.addLast(lane);
        }
        return room == Room.TAKEN;
    }

    private void endLate(Lane lane, long now, List<Runnable> after) {
        end(lane, waiter -> waiter.isLate(now), overloaded(), after);
    }

    private void end(Lane lane, Predicate<Waiter> which, UnavailableException reason, List<Runnable> after) {
        for (Waiter next = lane.waiters.peekFirst(); next != null
                && which.test(next); next = lane.waiters.peekFirst()) {
            Waiter ended = lane.waiters.removeFirst();
            batchesWaiting -= lane.awaited ? 0 : 1;
            Throwable told = ended.told(reason);
            after.add(() -> ended.fail(told));
        }
    }

    /** Outside of the lock: it may be held up. */
    private void handOver(Waiter waiter, List<CommandEnvelope> some) {
        try {
            if (!some.isEmpty()) {
                waiter.handOver(some);
            }
        } catch (RuntimeException | Error e) {
            some.forEach(this::forget);
            end(waiter, e);
            return;
        }
        boolean allIn;
        lock.lock();
        try {
            waiter.handedOver(some);
            allIn = waiter.isAllIn();
            if (!allIn) {
                lookSoon();
            }
        } finally {
            lock.unlock();
        }
        if (allIn) {
            waiter.complete();
        }
    }

    /** On the thread that handed over. */
    private void end(Waiter waiter, Throwable reason) {
        Throwable told;
        lock.lock();
        try {
            waiter.handedOverNone();
            told = waiter.told(reason);
            for (Lane lane : turns) {
                if (lane.waiters.remove(waiter)) {
                    batchesWaiting--;
                    lookSoon();
                }
            }
        } finally {
            lock.unlock();
        }
        waiter.fail(told);
    }

    private static OverloadedException overloaded() {
        return new OverloadedException("too many commands wait for their decision");
    }

    private static UnavailableException stops() {
        return new UnavailableException("the node stops");
    }

    /** A command that is decided now, whoever appended it. */
    public void decided(CommandEnvelope command, long nanos) {
        lock.lock();
        try {
            shares.decided(command, nanos).ifPresent(this::hasMoreRoom);
        } finally {
            lock.unlock();
        }
    }

    /** It was not appended after all, or nobody waits for it any more. Costs nothing if it does not count. */
    public void forget(CommandEnvelope command) {
        if (!shares.counts(command)) {
            return;
        }
        lock.lock();
        try {
            shares.forget(command).ifPresent(this::hasMoreRoom);
        } finally {
            lock.unlock();
        }
    }

    private void hasMoreRoom(Lane lane) {
        if (lane.awaited ? !lane.waiters.isEmpty() : batchesWaiting > 0) {
            lookSoon();
        }
    }

    /** What stands in partitions that have left this node is decided elsewhere. */
    public void keepOnly(Set<Integer> partitions) {
        lock.lock();
        try {
            shares.keepOnly(partitions, this::hasMoreRoom);
        } finally {
            lock.unlock();
        }
    }

    /** How many undecided ticks take no longer than an environment's share of accepted commands, at least one. */
    public int ticksInAShare() {
        lock.lock();
        try {
            return shares.ticksInAShare();
        } finally {
            lock.unlock();
        }
    }

    /** The same for accepted usage. */
    public int usageInAShare() {
        lock.lock();
        try {
            return shares.usageInAShare();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits is refused. */
    @Override
    public void close() {
        List<Runnable> after = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            awaitedWithWaiters.forEach(lane -> end(lane, waiter -> true, stops(), after));
            turns.forEach(lane -> end(lane, waiter -> true, stops(), after));
        } finally {
            lock.unlock();
        }
        after.forEach(Runnable::run);
    }
}
