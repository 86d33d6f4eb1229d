package io.quotastack.ledger.process;

import java.util.OptionalLong;

import io.quotastack.core.decide.CommandDecider;
import io.quotastack.ledger.state.DecidedWith;

/**
 * How far a partition of the log is when a task takes it over.
 *
 * @param committed the next offset to decide: all before it is decided and committed
 * @param end the next offset to be written
 * @param isKnown whether the group says how far it is; else {@code committed} is where the log begins
 * @param first where the log begins now
 */
public record LogPosition(long committed, long end, boolean isKnown, long first) {

    /** A position in a log of which nothing was removed. */
    public LogPosition(long committed, long end) {
        this(committed, end, true, 0);
    }

    /**
     * The position of a log as the cluster tells of it.
     *
     * @param committed absent where the group says nothing
     */
    public static LogPosition of(OptionalLong committed, long first, long end) {
        return new LogPosition(committed.orElse(first), end, committed.isPresent(), first);
    }

    /**
     * Throws {@link BrokenLogException} when commands were removed before they were decided, or when nobody knows how far they
     * are decided: to begin anywhere would lose some, or book some again.
     *
     * @param hasDecided whether the state says that any command was decided before
     */
    void checkWhole(int partition, boolean hasDecided) {
        if (isKnown && committed < first) {
            throw new BrokenLogException("the commands of partition " + partition + " from offset " + committed + " to "
                    + first + " were removed before they were decided");
        }
        if (isKnown && committed > end) {
            throw new BrokenLogException("partition " + partition + " of commands is decided up to offset " + committed
                    + " and ends at " + end + ": it is not the log that was decided, or has lost its end");
        }
        if (!isKnown && hasDecided) {
            throw new BrokenLogException(
                    "commands of partition " + partition + " were decided, and the group's offset, "
                            + "which says how many, is gone: set it behind the last command that was decided");
        }
        if (!isKnown && first > 0) {
            throw new BrokenLogException("the commands of partition " + partition + " before offset " + first
                    + " were removed, and nothing says that they were decided");
        }
    }

    /** What another version of the decisions may have answered is not for this one to decide; throws {@link OtherDeciderException}. */
    void checkDecider(int partition, DecidedWith last) {
        if (last.decider() != CommandDecider.VERSION && !isCaughtUp()) {
            throw new OtherDeciderException(partition, last.decider(), this);
        }
    }

    boolean isCaughtUp() {
        return committed >= end;
    }
}
