package io.quotastack.ledger.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Turns what became of subscriptions into rows, and the ends of blocks that they moved. */
final class ChangeRows {

    private static final long NEVER = Long.MAX_VALUE;

    private ChangeRows() {}

    static void add(LoggedChange change, byte[] asItCame, WriteBatch batch) throws RocksDBException {
        batch.put(Keys.change(change.customer(), change.ordinal(), change.sequence()), asItCame);
        for (Map.Entry<Long, Optional<Instant>> moved : change.movedEnds().entrySet()) {
            batch.put(Keys.movedEnd(change.customer(), moved.getKey(), change.occurredAt(), change.sequence()),
                    bytes(moved.getValue()));
        }
    }

    private static byte[] bytes(Optional<Instant> end) {
        return ByteBuffer.allocate(Long.BYTES).putLong(end.map(Instant::toEpochMilli).orElse(NEVER)).array();
    }

    /** The end that a row moved a block to. */
    static Optional<Instant> end(byte[] row) {
        long millis = ByteBuffer.wrap(row).getLong();
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
