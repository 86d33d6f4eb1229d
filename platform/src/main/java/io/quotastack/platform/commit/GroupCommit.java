package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * When one stream thread commits: once for all the commands that a poll brought, and only in a hurry when somebody
 * waits for the commit of one of them. While a transaction commits, the next commands gather, so batches grow with the load
 * by themselves. Without anybody waiting, the {@link CommitPolicy} says when.
 *
 * <p>Just after a commit, polls bring one command at a time. So a batch with fewer commands than transactions lately had
 * is held open for up to {@link #MOST_DELAY}: more join, and all of them pay for one commit.
 *
 * <p>Consumer, processor and producer of a stream thread meet here by being on that thread. All of it is a matter of
 * latency; what is true does not depend on it.
 */
public final class GroupCommit {

    private static final Duration MOST_DELAY = Duration.ofMillis(2);
    private static final int MOST_USUAL = 512;
    /** While a transaction is open, a thread without commands looks so often whether somebody has come to wait. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);
    /** So often a thread with records that count as no commands looks whether their time to be committed has come. */
    private static final Duration LOOK_FOR_OTHERS_EVERY = Duration.ofMillis(100);
    private static final ThreadLocal<GroupCommit> OF_THREAD = ThreadLocal.withInitial(GroupCommit::new);

    private final Set<ProcessorContext<?, ?>> tasks = new HashSet<>();
    /** By task: what it has still to write to the open transaction. */
    private final Map<ProcessorContext<?, ?>, Runnable> beforeCommit = new LinkedHashMap<>();
    private final List<Consumer<Map<TopicPartition, Long>>> afterCommit = new ArrayList<>();
    /** Records came since the last commit. */
    private boolean uncommitted;
    private int undecided;
    private int decided;
    private boolean awaited;
    private boolean held;
    private long firstDecidedNanos;
    private double usualDecided = 1;

    private GroupCommit() {}

    /** The one of the calling stream thread. */
    public static GroupCommit ofThread() {
        return OF_THREAD.get();
    }

    public void open(ProcessorContext<?, ?> task) {
        tasks.add(task);
    }

    /** A task leaves the thread, with whatever of its commands was not decided. */
    public void close(ProcessorContext<?, ?> task) {
        tasks.remove(task);
        beforeCommit.remove(task);
        undecided = 0;
    }

    /** A command was decided in the open transaction; {@code callerWaits} asks for a commit as soon as it pays. */
    public void decided(boolean callerWaits) {
        if (decided++ == 0) {
            firstDecidedNanos = System.nanoTime();
        }
        undecided--;
        awaited |= callerWaits;
        if (undecided <= 0 && awaited) {
            held = decided < Math.round(usualDecided) && !isOver(MOST_DELAY);
            if (!held) {
                requestCommit();
            }
        }
    }

    /**
     * Runs once, before the open transaction is committed, on the stream thread, and may write to it: once for all that the
     * task decides up to then. What is decided after that asks for it again. Never runs when the transaction is aborted.
     */
    public void beforeCommit(ProcessorContext<?, ?> task, Runnable action) {
        beforeCommit.put(task, action);
    }

    /** Runs when the open transaction is committed, on the stream thread; never when it is aborted. */
    public void afterCommit(Runnable action) {
        afterCommit.add(lastOffsets -> action.run());
    }

    /** The same, for what wants to know the last offset that this thread has written to each changelog. */
    public void afterCommitOf(Consumer<Map<TopicPartition, Long>> action) {
        afterCommit.add(action);
    }

    /** How long a poll may wait: a held transaction must not. */
    Duration pollTimeout(Duration asked) {
        if (!uncommitted) {
            return asked;
        }
        Duration left = decided == 0
                ? LOOK_FOR_OTHERS_EVERY
                : held ? MOST_DELAY.minusNanos(System.nanoTime() - firstDecidedNanos) : LOOK_EVERY;
        return left.isNegative() ? Duration.ZERO : left.compareTo(asked) < 0 ? left : asked;
    }

    /** @param commands among the records */
    void polled(int records, int commands, CommitPolicy policy) {
        uncommitted |= records > 0;
        undecided = Math.max(0, undecided) + commands;
        if (decided > 0 && (isOver(policy.within()) || (commands == 0 && isAwaited(policy)))) {
            held = false;
            requestCommit();
        }
    }

    private boolean isAwaited(CommitPolicy policy) {
        return held ? isOver(MOST_DELAY) : policy.isAwaited();
    }

    /** Streams flushes what it wrote before it commits, so what is written now costs no flush of its own. */
    void flushing() {
        List<Runnable> actions = List.copyOf(beforeCommit.values());
        beforeCommit.clear();
        actions.forEach(Runnable::run);
    }

    /** Throws when the transaction lacks what was to be written before its commit. */
    void committing() {
        if (!beforeCommit.isEmpty()) {
            throw new IllegalStateException("a transaction would be committed that was not flushed before");
        }
    }

    void committed(Map<TopicPartition, Long> lastOffsets) {
        if (decided > 0) {
            usualDecided = Math.min(MOST_USUAL, (3 * usualDecided + decided) / 4);
        }
        List<Consumer<Map<TopicPartition, Long>>> actions = List.copyOf(afterCommit);
        forget();
        actions.forEach(action -> action.accept(lastOffsets));
    }

    void aborted() {
        forget();
    }

    private void forget() {
        uncommitted = false;
        decided = 0;
        awaited = false;
        held = false;
        beforeCommit.clear();
        afterCommit.clear();
    }

    private boolean isOver(Duration sinceFirstDecided) {
        return System.nanoTime() - firstDecidedNanos >= sinceFirstDecided.toNanos();
    }

    private void requestCommit() {
        tasks.forEach(ProcessorContext::commit);
    }
}
