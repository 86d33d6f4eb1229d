package io.quotastack.ledger.history.store;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;

/**
 * Turns entries into rows of one batch after the other. What many entries change, a block, a reservation and a bucket, is
 * read and written once a batch; of levels there is a row for each entry too, so that any past state can be found.
 */
final class EntryRows {

    private static final long PASSED_OVER = 0;

    private final HistoryStore store;
    /** As they are after the entries of the batch at hand. */
    private final Map<BlockKey, LoggedBlock> blocks = new HashMap<>();
    private final Map<ReservationKey, LoggedReservation> reservations = new HashMap<>();
    private final Map<BucketKey, UsageBucket> buckets = new HashMap<>();

    private record BlockKey(CustomerKey customer, long ordinal) {}

    private record ReservationKey(CustomerKey customer, long ordinal) {}

    private record BucketKey(CustomerKey customer, String metricKey, long hour) {}

    EntryRows(HistoryStore store) {
        this.store = store;
    }

    void add(LedgerEntry entry, byte[] asItCame, WriteBatch batch) throws RocksDBException {
        batch.put(Keys.entry(entry.customer(), entry.sequence()), asItCame);
        entry.context().newBlock().ifPresent(terms -> blocks.put(new BlockKey(entry.customer(), terms.ordinal()),
                LoggedBlock.madeBy(entry.sequence())));
        addLevels(entry, batch);
        addReservation(entry);
        if (entry.usage().isPresent()) {
            addUsage(entry, entry.usage().get(), batch);
        }
    }

    /** To be called when all of a batch was added. */
    void addSums(WriteBatch batch) throws RocksDBException {
        for (Map.Entry<BlockKey, LoggedBlock> block : blocks.entrySet()) {
            // A block whose making nobody could read has no terms to be shown with.
            if (block.getValue().madeBySequence() != PASSED_OVER) {
                HistoryRows.put(batch, HistoryRows.BLOCK,
                        Keys.block(block.getKey().customer(), block.getKey().ordinal()), block.getValue());
            }
        }
        for (Map.Entry<ReservationKey, LoggedReservation> reservation : reservations.entrySet()) {
            HistoryRows.put(batch, HistoryRows.RESERVATION,
                    Keys.reservation(reservation.getKey().customer(), reservation.getKey().ordinal()),
                    reservation.getValue());
        }
        for (Map.Entry<BucketKey, UsageBucket> bucket : buckets.entrySet()) {
            BucketKey at = bucket.getKey();
            HistoryRows.put(batch, HistoryRows.BUCKET, Keys.bucket(at.customer(), at.metricKey(), at.hour()),
                    bucket.getValue());
        }
        blocks.clear();
        reservations.clear();
        buckets.clear();
    }

    private void addLevels(LedgerEntry entry, WriteBatch batch) throws RocksDBException {
        CustomerKey customer = entry.customer();
        Map<Long, BlockLevel> after = BlockLevels.after(entry,
                ordinal -> block(new BlockKey(customer, ordinal)).level(),
                ordinal -> reservation(new ReservationKey(customer, ordinal)).heldAllocations());
        for (Map.Entry<Long, BlockLevel> level : after.entrySet()) {
            HistoryRows.put(batch, HistoryRows.LEVEL, Keys.level(customer, level.getKey(), entry.sequence()),
                    level.getValue());
            var key = new BlockKey(customer, level.getKey());
            LoggedBlock before = block(key);
            LoggedBlock now = before.after(entry.sequence(), level.getValue());
            blocks.put(key, now);
            if (before.madeBySequence() != PASSED_OVER) {
                addSpan(key, before, now, entry.sequence(), batch);
            }
        }
    }

    private static void addSpan(BlockKey at, LoggedBlock before, LoggedBlock now, long sequence, WriteBatch batch)
            throws RocksDBException {
        if (before.leftSince() == 0 && now.leftSince() != 0) {
            BlockSpans.begin(at.customer(), at.ordinal(), sequence, batch);
        } else if (before.leftSince() != 0 && now.leftSince() == 0) {
            BlockSpans.end(at.customer(), at.ordinal(), before.leftSince(), sequence, batch);
        }
    }

    private void addReservation(LedgerEntry entry) {
        if (entry.reservation().isPresent()) {
            var key = new ReservationKey(entry.customer(), entry.reservation().getAsLong());
            reservations.put(key, switch (entry.type()) {
                case RESERVE -> LoggedReservation.keeping(entry.allocations());
                case COMMIT, RELEASE, RESERVE_EXPIRED -> LoggedReservation.endedBy(entry.sequence());
                case REFUND -> reservation(key).refundedBy(entry.sequence());
                case USAGE, GRANT, ACTIVATE, EXPIRE, ADJUST, VOID, ROLLOVER,
                        PURCHASE -> throw new IllegalStateException("nothing of a reservation: " + entry);
            });
        }
    }

    private void addUsage(LedgerEntry entry, UsageRef usage, WriteBatch batch) throws RocksDBException {
        CustomerKey customer = entry.customer();
        switch (entry.type()) {
            case USAGE -> {
                HistoryRows.put(batch, HistoryRows.SEQUENCE, Keys.charge(customer, usage.eventId().orElseThrow()),
                        entry.sequence());
                count(entry, usage, 1);
            }
            case REFUND -> {
                if (usage.eventId().isPresent()) {
                    HistoryRows.put(batch, HistoryRows.SEQUENCE, Keys.refund(customer, usage.eventId().get()),
                            entry.sequence());
                }
                count(entry, usage, -1);
            }
            case COMMIT -> count(entry, usage, 1);
            // What a hold was estimated for is no usage yet; the others bear none.
            case RESERVE, RELEASE, RESERVE_EXPIRED, GRANT, ACTIVATE, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE -> {
            }
        }
    }

    /** A charge enters the bucket of its event's time, a refund leaves it again: what it gives back is what was paid. */
    private void count(LedgerEntry entry, UsageRef usage, int events) {
        var at = new BucketKey(entry.customer(), usage.metricKey(),
                UsageBucket.hourOf(entry.context().usageTimestamp().orElse(entry.occurredAt())));
        var moved = new UsageBucket(BigInteger.valueOf(events).multiply(BigInteger.valueOf(usage.units())),
                BigInteger.valueOf(entry.delta()).negate(), events);
        buckets.put(at, buckets.computeIfAbsent(at, this::readBucket).plus(moved));
    }

    private LoggedBlock block(BlockKey at) {
        return blocks.computeIfAbsent(at, this::readBlock);
    }

    private LoggedBlock readBlock(BlockKey at) {
        return HistoryRows.find(store, HistoryRows.BLOCK, Keys.block(at.customer(), at.ordinal()))
                .orElseGet(() -> LoggedBlock.madeBy(PASSED_OVER));
    }

    private LoggedReservation reservation(ReservationKey at) {
        return reservations.computeIfAbsent(at, this::readReservation);
    }

    /** One whose making nobody could read keeps nothing that is known. */
    private LoggedReservation readReservation(ReservationKey at) {
        return HistoryRows.find(store, HistoryRows.RESERVATION, Keys.reservation(at.customer(), at.ordinal()))
                .orElseGet(() -> LoggedReservation.keeping(List.of()));
    }

    private UsageBucket readBucket(BucketKey at) {
        return HistoryRows.find(store, HistoryRows.BUCKET, Keys.bucket(at.customer(), at.metricKey(), at.hour()))
                .orElse(UsageBucket.EMPTY);
    }
}
