package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;

import io.quotastack.platform.store.NumberBytes;

/**
 * A block as the entries so far have it.
 *
 * @param madeBySequence of the entry that made the block and has its terms
 * @param leftSince sequence of the entry since which it has something left; 0 while it has nothing
 * @param level what is left in it now
 */
public record LoggedBlock(long madeBySequence, long leftSince, BlockLevel level) {

    private static final int BYTES = 2 * Long.BYTES + BlockLevel.BYTES;

    static LoggedBlock madeBy(long sequence) {
        return new LoggedBlock(sequence, 0, BlockLevel.EMPTY);
    }

    /** The same block after an entry. */
    LoggedBlock after(long sequence, BlockLevel changed) {
        long since = changed.remaining() == 0 ? 0 : leftSince == 0 ? sequence : leftSince;
        return new LoggedBlock(madeBySequence, since, changed);
    }

    ByteBuffer row() {
        return level.put(NumberBytes.row(BYTES).putLong(madeBySequence).putLong(leftSince));
    }

    static LoggedBlock of(ByteBuffer row) {
        return new LoggedBlock(row.getLong(), row.getLong(), BlockLevel.of(row));
    }
}
