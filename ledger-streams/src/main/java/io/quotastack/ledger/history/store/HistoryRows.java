package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.report.CreditSums;
import io.quotastack.platform.store.NumberBytes;
import io.quotastack.platform.store.RowCodec;

/**
 * The values of the history's rows that are not a record as it came from the log; such a one bears the id of its schema.
 */
public final class HistoryRows {

    private static final long NEVER = Long.MAX_VALUE;

    private static final RowCodec.Kinds KINDS = new RowCodec.Kinds(key -> Keys.ownerOf(key.get()));

    static final RowCodec<LoggedBlock> BLOCK = KINDS.numbers("a block in the history", LoggedBlock::row,
            LoggedBlock::of);
    static final RowCodec<BlockLevel> LEVEL = KINDS.numbers("what was left in a block", BlockLevel::row,
            BlockLevel::of);
    static final RowCodec<LoggedReservation> RESERVATION = KINDS.numbers("a reservation in the history",
            LoggedReservation::row, LoggedReservation::of);
    public static final RowCodec<UsageBucket> BUCKET = KINDS.numbers("the usage of an hour", UsageBucket::row,
            UsageBucket::of);
    static final RowCodec<CreditSums> CREDITS = KINDS.numbers("the credits of a day or month", CreditRows::row,
            CreditRows::of);
    static final RowCodec<Optional<Instant>> MOVED_END = KINDS.numbers("the moved end of a block",
            end -> NumberBytes.row(Long.BYTES).putLong(end.map(Instant::toEpochMilli).orElse(NEVER)),
            row -> end(row.getLong()));
    static final RowCodec<Long> SEQUENCE = KINDS.numbers("the place of an event's charge or refund",
            sequence -> NumberBytes.row(Long.BYTES).putLong(sequence), row -> row.getLong());
    static final RowCodec<RefusalPosition> LATEST_REFUSAL = KINDS.keyedNumbers("the place of an event's refusal",
            at -> NumberBytes.row(2 * Long.BYTES).putLong(at.refusedAt().toEpochMilli()).putLong(at.offset()),
            (key, row) -> new RefusalPosition(Instant.ofEpochMilli(row.getLong()),
                    Keys.customerOf(key.get()).customerId(), row.getLong()));

    private HistoryRows() {}

    private static Optional<Instant> end(long millis) {
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static <T> void put(RowBatch batch, RowCodec<T> codec, byte[] key, T row) {
        batch.put(key, codec.write(Bytes.wrap(key), row));
    }

    public static <T> T read(RowCodec<T> codec, byte[] key, byte[] value) {
        return codec.read(Bytes.wrap(key), value);
    }

    static <T> Optional<T> find(HistoryStore store, RowCodec<T> codec, byte[] key) {
        return store.get(key).map(value -> read(codec, key, value));
    }
}
