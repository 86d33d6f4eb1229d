package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;
import java.util.Optional;

import io.quotastack.ledger.history.store.SourceRecord.Source;

/** Where a partition's rows stand in the topics. Written with the rows, so it is never ahead or behind. */
public record Checkpoint(Position entries, Position outcomes, Position changes) {

    /** Rows of another layout are built anew. */
    private static final int LAYOUT = 8;
    private static final int NO_EPOCH = -1;

    static final Checkpoint START = new Checkpoint(Position.START, Position.START, Position.START);

    /**
     * The place of the next record to read.
     *
     * @param leaderEpoch of the last record read
     */
    public record Position(long offset, Optional<Integer> leaderEpoch) {
        static final Position START = new Position(0, Optional.empty());
    }

    public Position of(Source source) {
        return switch (source) {
            case LEDGER_ENTRIES -> entries;
            case USAGE_OUTCOMES -> outcomes;
            case SUBSCRIPTION_CHANGES -> changes;
        };
    }

    /** The place right after the record. */
    Checkpoint after(SourceRecord record) {
        var next = new Position(record.offset() + 1, record.leaderEpoch());
        return switch (record.source()) {
            case LEDGER_ENTRIES -> new Checkpoint(next, outcomes, changes);
            case USAGE_OUTCOMES -> new Checkpoint(entries, next, changes);
            case SUBSCRIPTION_CHANGES -> new Checkpoint(entries, outcomes, next);
        };
    }

    byte[] bytes() {
        ByteBuffer row = ByteBuffer.allocate(Integer.BYTES + 3 * (Long.BYTES + Integer.BYTES)).putInt(LAYOUT);
        return put(put(put(row, entries), outcomes), changes).array();
    }

    /** Nothing when the rows are of another layout. */
    static Optional<Checkpoint> of(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        return row.getInt() == LAYOUT
                ? Optional.of(new Checkpoint(position(row), position(row), position(row)))
                : Optional.empty();
    }

    private static ByteBuffer put(ByteBuffer row, Position position) {
        return row.putLong(position.offset()).putInt(position.leaderEpoch().orElse(NO_EPOCH));
    }

    private static Position position(ByteBuffer row) {
        long offset = row.getLong();
        int epoch = row.getInt();
        return new Position(offset, epoch == NO_EPOCH ? Optional.empty() : Optional.of(epoch));
    }
}
