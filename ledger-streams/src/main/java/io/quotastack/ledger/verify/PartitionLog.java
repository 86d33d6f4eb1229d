package io.quotastack.ledger.verify;

import java.util.Set;

/** The logs of one partition, as they stood when it was cut; where a process goes on writing, what came later is not seen. */
interface PartitionLog {

    int partition();

    Cut cut();

    /** The commands from an offset up to another one. */
    LogCursor commands(long from, long to);

    /** What changed the state's rows. */
    LogCursor changelog();

    /** The ledger entries. */
    LogCursor entries();

    /** The offsets of commands that were set aside instead of being decided. */
    Set<Long> deadLetters();

    /**
     * How far the logs belong together. The transactions of a process that goes on are seen in each log at its own moment:
     * state and entries have all that was decided before {@code committed}, and nothing that was decided from
     * {@code committedLater} on.
     *
     * @param first the first command that is kept
     */
    record Cut(long first, long committed, long committedLater) {}
}
