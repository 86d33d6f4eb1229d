package io.quotastack.ledger.process;

import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.decide.CommandDecider;
import io.quotastack.ledger.state.DecidedWith;
import io.quotastack.schemas.topic.Topics;

/**
 * How far a partition of the log is when a task takes it over.
 *
 * @param committed the next offset to decide: all before it is decided and committed
 * @param end the next offset to be written
 * @param isKnown whether the group says how far it is; else {@code committed} is where the log begins
 * @param first where the log begins now
 */
public record LogPosition(long committed, long end, boolean isKnown, long first) {

    private static final Logger LOG = LoggerFactory.getLogger(LogPosition.class);

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
     * @param decidedEnd up to where, if it says that too
     */
    void checkWhole(int partition, boolean hasDecided, OptionalLong decidedEnd) {
        long decided = decidedEnd.orElse(committed);
        if (isKnown && decided < first && committed < first) {
            throw new BrokenLogException("the commands of partition " + partition + " from offset " + decided + " to "
                    + first + " were removed before they were decided");
        }
        long last = Math.max(decided, committed);
        if (isKnown && last > end) {
            throw new BrokenLogException("partition " + partition + " of commands is decided up to offset " + last
                    + " and ends at " + end + ": it is not the log that was decided, or has lost its end");
        }
        if (!isKnown && (hasDecided || decidedEnd.isPresent())) {
            throw new BrokenLogException(
                    "commands of partition " + partition + " were decided, and the group's offset, "
                            + "which says how many, is gone: " + (decidedEnd.isPresent()
                                    ? setTo(partition, decidedEnd.getAsLong())
                                    : "set it behind the last command that was decided"));
        }
        if (!isKnown && first > 0) {
            throw new BrokenLogException("the commands of partition " + partition + " before offset " + first
                    + " were removed, and nothing says that they were decided");
        }
    }

    /**
     * Throws {@link BrokenLogException} when the group's offset was set: commands would be passed over, or decided again. Only
     * for a log that is whole.
     *
     * @param decidedEnd up to where the state says that commands are decided
     */
    void checkSet(int partition, long decidedEnd, CommandsTopic commands) {
        if (agree(decidedEnd, committed, committed, (from, to) -> commands.hasCommands(partition, from, to))) {
            if (decidedEnd < first) {
                LOG.warn("the commands of partition {} from offset {} to {} were removed before they were decided,"
                        + " and the group's offset was set behind them", partition, decidedEnd, first);
            }
            return;
        }
        String set = setTo(partition, Math.max(decidedEnd, first));
        throw new BrokenLogException(Topics.COMMANDS.name() + "-" + partition + " is decided up to offset " + decidedEnd
                + ", as the state says, and the group " + LedgerTopology.APPLICATION_ID + " goes on at offset "
                + committed + ": the commands in between would "
                + (committed < decidedEnd
                        ? "be decided again. The group's offset is wrong: " + set
                        : "never be decided. If somebody set the group's offset, " + set
                                + "; if nobody did, the state has lost its end: see docs/operating/durability.md"));
    }

    private static String setTo(int partition, long offset) {
        return "set it to " + offset + " while no ledger runs (kafka-consumer-groups --group "
                + LedgerTopology.APPLICATION_ID + " --topic " + Topics.COMMANDS.name() + ":" + partition
                + " --reset-offsets --to-offset " + offset + " --execute)";
    }

    /**
     * Whether the group's offset and the state say the same about how far commands are decided. Both are written in one
     * transaction, so that at most what is no command, such as the end of somebody's transaction, stands between them.
     *
     * @param decidedEnd what the state says
     * @param committed what the group said before the state was looked at
     * @param committedLater what it said after that
     */
    public static boolean agree(long decidedEnd, long committed, long committedLater, Commands commands) {
        if (decidedEnd < committed) {
            return !commands.anyBetween(decidedEnd, committed);
        }
        return decidedEnd <= committedLater || !commands.anyBetween(committedLater, decidedEnd);
    }

    /** The commands of a partition that the log still has. */
    @FunctionalInterface
    public interface Commands {

        /** Whether there is one from that offset up to another one. */
        boolean anyBetween(long from, long to);
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
