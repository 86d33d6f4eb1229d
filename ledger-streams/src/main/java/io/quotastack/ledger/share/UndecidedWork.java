package io.quotastack.ledger.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.OverloadedException;

/**
 * The commands of this node's callers that are not decided yet. Each environment has a share of them, told as time: what it
 * may have undecided takes others no longer than that to stand behind. What is beyond waits before it is appended, first come
 * first served within an environment and in turns between them, and is refused after a while. One command is always let in.
 */
public final class UndecidedWork {

    /**
     * What there is room for.
     *
     * @param awaited of an environment, commands that somebody waits for
     * @param accepted of an environment, commands that nobody waits for; twice as much of all environments
     * @param mostAwaited and as many of an environment
     * @param mostAccepted and as many of all environments, half of them of one
     * @param patience how long one waits for room
     */
    public record Limits(Duration awaited, Duration accepted, int mostAwaited, int mostAccepted, Duration patience) {

        /** With these many callers and accepted commands on a node. */
        public static Limits of(int waitingCallers, int undecidedAccepted) {
            return new Limits(Duration.ofMillis(200), Duration.ofMillis(200), waitingCallers / 4, undecidedAccepted,
                    Duration.ofSeconds(5)); // well within the time that a client waits for an answer
        }
    }

    /** Of an environment; each keeps its command in memory. */
    private static final int MOST_WAIT_TO_BE_AWAITED = 1_000;
    /** Of all environments, half of them of one; each keeps a batch in memory. */
    private static final int MOST_BATCHES_WAIT = 64;

    private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Executor soon;
    private final ReentrantLock lock = new ReentrantLock();
    /** As many as there are environments; like all here, looked at under the lock. */
    private final Map<TenantEnvironment, Share> shares = new HashMap<>();
    private final Map<String, Undecided> undecided = new HashMap<>();
    private final Deque<Lane> turns = new ArrayDeque<>();
    private final DecisionCost ticks = new DecisionCost(DecisionGuess.TICK);
    private final DecisionCost taken = new DecisionCost(DecisionGuess.USUAL);
    private final Overhead overhead = new Overhead();
    private long acceptedNanos;
    private int accepted;
    private int batchesWaiting;
    private boolean looking;

    /** What is undecided of an environment. */
    private record Share(Lane awaited, Lane accepted, Map<Class<?>, DecisionCost> costs) {}

    /** Those of an environment that somebody waits for, or those that nobody does. */
    private static final class Lane {
        private final boolean awaited;
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private long nanos;
        private int count;

        Lane(boolean awaited) {
            this.awaited = awaited;
        }
    }

    private record Undecided(Lane lane, long nanos, int partition, long admittedAt) {}

    private record Waiter(
            List<CommandEnvelope> commands,
            ToIntFunction<CommandEnvelope> partitions,
            CompletableFuture<Void> admitted,
            long deadline) {}

    public UndecidedWork(Limits limits) {
        this(limits, System::nanoTime, SOON);
    }

    /** @param soon runs what it is given a little later */
    UndecidedWork(Limits limits, LongSupplier nanoTime, Executor soon) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.soon = soon;
    }

    /** Completes when there is room for a command that somebody waits for; it counts until it is decided or forgotten. */
    public CompletableFuture<Void> admitAwaited(CommandEnvelope command, ToIntFunction<CommandEnvelope> partitions) {
        return admit(List.of(command), partitions, true);
    }

    /** The same for commands of one environment that nobody waits for. */
    public CompletableFuture<Void> admitAccepted(List<CommandEnvelope> commands,
            ToIntFunction<CommandEnvelope> partitions) {
        return admit(commands, partitions, false);
    }

    private CompletableFuture<Void> admit(List<CommandEnvelope> commands, ToIntFunction<CommandEnvelope> partitions,
            boolean awaited) {
        var waiter = new Waiter(commands, partitions, new CompletableFuture<>(),
                nanoTime.getAsLong() + limits.patience().toNanos());
        lock.lock();
        try {
            Share share = share(commands.getFirst());
            Lane lane = awaited ? share.awaited() : share.accepted();
            if (lane.waiters.isEmpty() && take(share, lane, waiter)) {
                waiter.admitted().complete(null);
            } else if (isFull(lane)) {
                waiter.admitted().completeExceptionally(overloaded());
            } else {
                await(lane, waiter);
            }
        } finally {
            lock.unlock();
        }
        return waiter.admitted();
    }

    private boolean isFull(Lane lane) {
        return lane.awaited
                ? lane.waiters.size() >= MOST_WAIT_TO_BE_AWAITED
                : batchesWaiting >= MOST_BATCHES_WAIT || lane.waiters.size() >= MOST_BATCHES_WAIT / 2;
    }

    private Share share(CommandEnvelope command) {
        return shares.computeIfAbsent(command.customer().key().tenantEnvironment(),
                environment -> new Share(new Lane(true), new Lane(false), new HashMap<>()));
    }

    private void await(Lane lane, Waiter waiter) {
        if (lane.waiters.isEmpty()) {
            turns.add(lane);
        }
        lane.waiters.add(waiter);
        batchesWaiting += lane.awaited ? 0 : 1;
        lookSoon();
    }

    /** Counts the commands, if there is room for all of them. Those that count already, since they are sent again, do once. */
    private boolean take(Share share, Lane lane, Waiter waiter) {
        List<CommandEnvelope> more = waiter.commands().stream()
                .filter(command -> !undecided.containsKey(command.commandId())).toList();
        long nanos = more.stream().mapToLong(command -> expected(cost(share, command.command()))).sum();
        if (!hasRoom(lane, more.size(), nanos)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        for (CommandEnvelope command : more) {
            var entry = new Undecided(lane, expected(cost(share, command.command())),
                    waiter.partitions().applyAsInt(command), now);
            if (undecided.putIfAbsent(command.commandId(), entry) == null) {
                count(entry, 1);
            }
        }
        return true;
    }

    private static DecisionCost cost(Share share, Command command) {
        return share.costs().computeIfAbsent(command.getClass(),
                kind -> new DecisionCost(DecisionGuess.of(command)));
    }

    private long expected(DecisionCost cost) {
        return (long) (cost.nanos() * overhead.factor());
    }

    private boolean hasRoom(Lane lane, int more, long nanos) {
        return lane.awaited
                ? fits(lane.count, more, limits.mostAwaited(), lane.nanos, nanos, limits.awaited())
                : fits(lane.count, more, limits.mostAccepted() / 2, lane.nanos, nanos, limits.accepted())
                        && fits(accepted, more, limits.mostAccepted(), acceptedNanos, nanos,
                                limits.accepted().multipliedBy(2));
    }

    /** Whether so many more fit to those that are there, by number and time. What stands alone always does. */
    private static boolean fits(int there, int more, int most, long nanosThere, long nanos, Duration share) {
        return there == 0 || (there + more <= most && nanosThere + nanos <= share.toNanos());
    }

    private void count(Undecided entry, int sign) {
        entry.lane().count += sign;
        entry.lane().nanos += sign * entry.nanos();
        if (!entry.lane().awaited) {
            accepted += sign;
            acceptedNanos += sign * entry.nanos();
        }
    }

    private void lookSoon() {
        if (!looking) {
            looking = true;
            soon.execute(this::look);
        }
    }

    /** Lets in whom there is room for and sends away who has waited too long, not on the threads that decide. */
    private void look() {
        List<Waiter> admitted = new ArrayList<>();
        List<Waiter> late = new ArrayList<>();
        lock.lock();
        try {
            looking = false;
            long now = nanoTime.getAsLong();
            int passedOver = 0;
            while (passedOver < turns.size()) {
                Lane lane = turns.removeFirst();
                Waiter first = lane.waiters.getFirst();
                boolean isLate = now - first.deadline() >= 0;
                boolean isIn = !isLate && take(share(first.commands().getFirst()), lane, first);
                if (isLate || isIn) {
                    lane.waiters.removeFirst();
                    batchesWaiting -= lane.awaited ? 0 : 1;
                    (isIn ? admitted : late).add(first);
                }
                passedOver = isLate || isIn ? 0 : passedOver + 1;
                if (!lane.waiters.isEmpty()) {
                    turns.addLast(lane);
                }
            }
            if (!turns.isEmpty()) {
                lookSoon();
            }
        } finally {
            lock.unlock();
        }
        late.forEach(waiter -> waiter.admitted().completeExceptionally(overloaded()));
        admitted.forEach(waiter -> waiter.admitted().complete(null));
    }

    private static OverloadedException overloaded() {
        return new OverloadedException("more commands of this environment than its share wait for their decision");
    }

    /** A command that is decided now, whoever appended it. */
    public void decided(CommandEnvelope command, long nanos) {
        lock.lock();
        try {
            if (command.command() instanceof Command.Tick) {
                ticks.took(nanos);
                return;
            }
            if (command.command() instanceof Command.RecordUsage usage && usage.accepted()) {
                taken.took(nanos);
            }
            cost(share(command), command.command()).took(nanos);
            release(command.commandId())
                    .ifPresent(entry -> overhead.decided(entry.admittedAt(), nanoTime.getAsLong(), nanos));
        } finally {
            lock.unlock();
        }
    }

    /** It was not appended after all. */
    public void forget(CommandEnvelope command) {
        lock.lock();
        try {
            Optional<Undecided> unused = release(command.commandId());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Undecided> release(String commandId) {
        Optional<Undecided> entry = Optional.ofNullable(undecided.remove(commandId));
        entry.ifPresent(released -> count(released, -1));
        return entry;
    }

    /** What stands in partitions that have left this node is decided elsewhere. */
    public void keepOnly(Set<Integer> partitions) {
        lock.lock();
        try {
            undecided.values().removeIf(entry -> {
                boolean isGone = !partitions.contains(entry.partition());
                if (isGone) {
                    count(entry, -1);
                }
                return isGone;
            });
        } finally {
            lock.unlock();
        }
    }

    /** How many undecided ticks take no longer than an environment's share of accepted commands, at least one. */
    public int ticksInAShare() {
        return inAShare(ticks);
    }

    /** The same for accepted usage. */
    public int usageInAShare() {
        return inAShare(taken);
    }

    private int inAShare(DecisionCost cost) {
        lock.lock();
        try {
            return Math.clamp(limits.accepted().toNanos() / Math.max(1, expected(cost)), 1, Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }
}
