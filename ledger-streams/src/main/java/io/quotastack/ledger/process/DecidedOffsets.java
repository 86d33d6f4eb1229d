package io.quotastack.ledger.process;

import java.util.concurrent.atomic.AtomicLongArray;

/** How far the log of commands is decided, by partition; the end of what was decided is the next offset. */
public final class DecidedOffsets {

    private final AtomicLongArray decidedEnds;

    public DecidedOffsets(int partitions) {
        this.decidedEnds = new AtomicLongArray(partitions);
    }

    void decided(int partition, long offset) {
        decidedEnds.setRelease(partition, offset + 1);
    }

    /** Before this offset, all was decided by whoever had the partition before. */
    public void startAt(int partition, long offset) {
        decidedEnds.setRelease(partition, offset);
    }

    /** All commands before this offset are decided. */
    public long decidedEnd(int partition) {
        return decidedEnds.getAcquire(partition);
    }
}
