package io.quotastack.ledger.history;

import java.nio.ByteBuffer;

/**
 * A block as the entries so far have it.
 *
 * @param madeBySequence of the entry that made the block and has its terms
 * @param level what is left in it now
 */
record LoggedBlock(long madeBySequence, BlockLevel level) {

    private static final int BYTES = Long.BYTES + BlockLevel.BYTES;

    byte[] bytes() {
        return level.put(ByteBuffer.allocate(BYTES).putLong(madeBySequence)).array();
    }

    static LoggedBlock of(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        return new LoggedBlock(row.getLong(), BlockLevel.of(row));
    }
}
