package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * When one stream thread commits: once for all the commands that a poll brought, and only in a hurry when somebody
 * waits for one of them. While a transaction commits, the next commands gather, so batches grow with the load by
 * themselves. Without anybody waiting, Streams' own commit interval does it.
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
    private static final ThreadLocal<GroupCommit> OF_THREAD = ThreadLocal.withInitial(GroupCommit::new);

    private final Set<ProcessorContext<?, ?>> tasks = new HashSet<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
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
            held = decided < Math.round(usualDecided) && !delayIsOver();
            if (!held) {
                requestCommit();
            }
        }
    }

    /** Runs when the open transaction is committed, on the stream thread; never when it is aborted. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** How long a poll may wait: a held transaction must not. */
    Duration pollTimeout(Duration asked) {
        if (!held) {
            return asked;
        }
        Duration left = MOST_DELAY.minusNanos(System.nanoTime() - firstDecidedNanos);
        return left.isNegative() ? Duration.ZERO : left.compareTo(asked) < 0 ? left : asked;
    }

    void polled(int commands) {
        undecided = Math.max(0, undecided) + commands;
        if (held && commands == 0 && delayIsOver()) {
            held = false;
            requestCommit();
        }
    }

    void committed() {
        if (decided > 0) {
            usualDecided = Math.min(MOST_USUAL, (3 * usualDecided + decided) / 4);
        }
        List<Runnable> actions = List.copyOf(afterCommit);
        forget();
        actions.forEach(Runnable::run);
    }

    void aborted() {
        forget();
    }

    private void forget() {
        decided = 0;
        awaited = false;
        held = false;
        afterCommit.clear();
    }

    private boolean delayIsOver() {
        return System.nanoTime() - firstDecidedNanos >= MOST_DELAY.toNanos();
    }

    private void requestCommit() {
        tasks.forEach(ProcessorContext::commit);
    }
}
