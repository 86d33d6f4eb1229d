package io.quotastack.ledger.share;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * What is undecided of each environment, told as the time that it takes, and what there is room for beside it. An environment
 * that has none undecided always has room for one in its share. Under the lock of {@link UndecidedWork}, unless it is said
 * otherwise.
 */
final class Shares {

    /** Of what all have, one has a third: a tenant's two environments leave others theirs. */
    static final int THIRDS = 3;
    /**
     * What those before cost says nothing of a burst, which may be dear: so many of it are let in, and as many times more as
     * were decided in the last second or two. So a burst after rest doubles with each round of decisions, and a steady stream
     * knows no bound but its share.
     */
    private static final int FIRST_OF_A_BURST = 32;
    private static final int MANY_TIMES = 2;

    private final UndecidedWork.Limits limits;
    private final LongSupplier nanoTime;
    /** As many as there are environments. */
    private final Map<TenantEnvironment, Share> shares = new HashMap<>();
    private final Map<String, Undecided> undecided = new ConcurrentHashMap<>();
    private final DecisionCost ticks = new DecisionCost(DecisionGuess.TICK);
    private final DecisionCost taken = new DecisionCost(DecisionGuess.USUAL);
    private final Overhead overhead;
    private long acceptedNanos;
    private int accepted;

    Shares(UndecidedWork.Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.overhead = new Overhead(nanoTime.getAsLong());
    }

    /** What an environment has undecided, and what its decisions take. */
    private record Share(Lane awaited, Lane accepted, Map<Class<?>, DecisionCost> costs, Lately decided) {}

    private record Undecided(Lane lane, long nanos, int partition, long admittedAt) {}

    /** Whether there is room for a command. */
    enum Room {
        /** It counts from now on. */
        TAKEN,
        /** Not in its environment's share. */
        NOT_IN_ITS_SHARE,
        /** Not in what all environments have. */
        NOT_IN_THE_WHOLE
    }

    /** Those of the command's environment that somebody waits for. */
    Lane awaited(CommandEnvelope command) {
        return share(command).awaited();
    }

    /** Those of the command's environment that nobody waits for. */
    Lane accepted(CommandEnvelope command) {
        return share(command).accepted();
    }

    private Share share(CommandEnvelope command) {
        return shares.computeIfAbsent(command.customer().key().tenantEnvironment(),
                environment -> new Share(new Lane(true, limits.awaited(), limits.mostAwaited()),
                        new Lane(false, limits.accepted(), limits.mostAccepted() / THIRDS), new HashMap<>(),
                        new Lately(nanoTime.getAsLong())));
    }

    /**
     * Counts the command if there is room for it. One that counts already, since it is sent again, does once.
     *
     * @param partition asked when there is room
     */
    Room take(Lane lane, CommandEnvelope command, IntSupplier partition) {
        if (undecided.containsKey(command.commandId())) {
            return Room.TAKEN;
        }
        Share share = share(command);
        long now = nanoTime.getAsLong();
        long nanos = expected(cost(share, command.command()));
        if (!lane.fits(nanos, FIRST_OF_A_BURST + MANY_TIMES * share.decided().count(now))) {
            return Room.NOT_IN_ITS_SHARE;
        }
        if (!lane.awaited && !wholeFits(lane, nanos)) {
            return Room.NOT_IN_THE_WHOLE;
        }
        undecided.put(command.commandId(), new Undecided(lane, nanos, partition.getAsInt(), now));
        lane.add(nanos);
        if (!lane.awaited) {
            accepted++;
            acceptedNanos += nanos;
        }
        return Room.TAKEN;
    }

    /** However dear it is, the first of an environment fits as long as there is any room. */
    private boolean wholeFits(Lane lane, long nanos) {
        long most = THIRDS * limits.accepted().toNanos();
        return accepted < limits.mostAccepted()
                && (lane.isEmpty() ? acceptedNanos < most : acceptedNanos + nanos <= most);
    }

    /**
     * A command is decided, whoever appended it.
     *
     * @return where it counted until now, if it did
     */
    Optional<Lane> decided(CommandEnvelope command, long nanos) {
        if (command.command() instanceof Command.Tick) {
            ticks.took(nanos);
            return Optional.empty();
        }
        if (command.command() instanceof Command.RecordUsage usage && usage.accepted()) {
            taken.took(nanos);
        }
        Share share = share(command);
        long now = nanoTime.getAsLong();
        cost(share, command.command()).took(nanos);
        share.decided().decided(now);
        Optional<Undecided> entry = Optional.ofNullable(undecided.remove(command.commandId()));
        entry.ifPresent(counted -> overhead.decided(counted.admittedAt(), now, nanos));
        return entry.map(this::release);
    }

    private static DecisionCost cost(Share share, Command command) {
        return share.costs().computeIfAbsent(command.getClass(), kind -> new DecisionCost(DecisionGuess.of(command)));
    }

    private long expected(DecisionCost cost) {
        return (long) (cost.nanos() * overhead.factor());
    }

    /** Whether the command counts; also without the lock. */
    boolean counts(CommandEnvelope command) {
        return undecided.containsKey(command.commandId());
    }

    /** The command counts no more. Answers where it did, if it did. */
    Optional<Lane> forget(CommandEnvelope command) {
        return Optional.ofNullable(undecided.remove(command.commandId())).map(this::release);
    }

    private Lane release(Undecided entry) {
        Lane lane = entry.lane();
        lane.remove(entry.nanos());
        if (!lane.awaited) {
            accepted--;
            acceptedNanos -= entry.nanos();
        }
        return lane;
    }

    /** What stands in other partitions than these counts no more. Tells of each where it did. */
    void keepOnly(Set<Integer> partitions, Consumer<Lane> released) {
        for (Iterator<Undecided> all = undecided.values().iterator(); all.hasNext();) {
            Undecided entry = all.next();
            if (!partitions.contains(entry.partition())) {
                all.remove();
                released.accept(release(entry));
            }
        }
    }

    /** How many undecided ticks take no longer than an environment's share of accepted commands, at least one. */
    int ticksInAShare() {
        return inAShare(ticks);
    }

    /** The same for accepted usage. */
    int usageInAShare() {
        return inAShare(taken);
    }

    private int inAShare(DecisionCost cost) {
        return Math.clamp(limits.accepted().toNanos() / Math.max(1, expected(cost)), 1, Integer.MAX_VALUE);
    }
}
