package io.quotastack.ledger.history.store;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.report.BlockMoney;
import io.quotastack.core.report.CreditMovements;
import io.quotastack.core.report.CreditMovements.Moved;

/**
 * Turns entries into rows of one batch after the other. What many entries change, a block, a reservation and a bucket, is
 * read and written once a batch; of levels there is a row for each entry too, so that any past state can be found.
 */
final class EntryRows {

    private static final long PASSED_OVER = 0;
    /** As one is whose making nobody could read. */
    private static final LoggedBlock UNKNOWN_BLOCK = new LoggedBlock(PASSED_OVER, 0, BlockLevel.EMPTY,
            new BlockMoney(BlockSource.MANUAL, 1, 0, Optional.empty(), 0));
    private static final LoggedReservation UNKNOWN_RESERVATION = LoggedReservation.keeping(List.of());

    private final EntrySequences sequences;
    private final ChangingRows<BlockKey, LoggedBlock> blocks;
    private final ChangingRows<ReservationKey, LoggedReservation> reservations;
    private final ChangingRows<BucketKey, UsageBucket> buckets;
    private final CreditRows credits;

    private record BlockKey(CustomerKey customer, long ordinal) {}

    private record ReservationKey(CustomerKey customer, long ordinal) {}

    private record BucketKey(CustomerKey customer, String metricKey, long hour) {}

    /** @param rowsKept how many rows of each kind at most stay in memory between batches */
    EntryRows(HistoryStore store, int rowsKept) {
        this.sequences = new EntrySequences(store, rowsKept);
        this.blocks = new ChangingRows<>(store, HistoryRows.BLOCK, at -> Keys.block(at.customer(), at.ordinal()),
                rowsKept);
        this.reservations = new ChangingRows<>(store, HistoryRows.RESERVATION,
                at -> Keys.reservation(at.customer(), at.ordinal()), rowsKept);
        this.buckets = new ChangingRows<>(store, HistoryRows.BUCKET,
                at -> Keys.bucket(at.customer(), at.metricKey(), at.hour()), rowsKept);
        this.credits = new CreditRows(store, rowsKept);
    }

    /** Throws {@link UnreadSourceException.Gap}, and changes nothing, when the customer's entry before it is not there. */
    void add(LedgerEntry entry, byte[] asItCame, RowBatch batch) {
        sequences.follow(entry.customer(), entry.sequence());
        batch.put(Keys.entry(entry.customer(), entry.sequence()), asItCame);
        Moved moved = CreditMovements.of(entry, ordinal -> block(new BlockKey(entry.customer(), ordinal)).reported());
        credits.add(entry.customer(), entry.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate(), moved.sums());
        entry.context().newBlock().ifPresent(terms -> blocks.put(new BlockKey(entry.customer(), terms.ordinal()),
                LoggedBlock.madeBy(entry.sequence(), terms)));
        addMoney(entry.customer(), moved.blocks());
        addLevels(entry, batch);
        addReservation(entry);
        if (entry.usage().isPresent()) {
            addUsage(entry, entry.usage().get(), batch);
        }
    }

    /** To be called when all of a batch was added. */
    void addSums(RowBatch batch) {
        blocks.addTo(batch);
        reservations.addTo(batch);
        buckets.addTo(batch);
        credits.addTo(batch);
    }

    /** To be called when the batch is in the store. */
    void batchIsWritten() {
        blocks.batchIsWritten();
        reservations.batchIsWritten();
        buckets.batchIsWritten();
        credits.batchIsWritten();
    }

    private void addMoney(CustomerKey customer, Map<Long, BlockMoney> after) {
        after.forEach((ordinal, money) -> {
            var key = new BlockKey(customer, ordinal);
            LoggedBlock before = block(key);
            if (!before.money().equals(money)) {
                blocks.put(key, before.with(money));
            }
        });
    }

    private void addLevels(LedgerEntry entry, RowBatch batch) {
        CustomerKey customer = entry.customer();
        Map<Long, BlockLevel> after = BlockLevels.after(entry,
                ordinal -> block(new BlockKey(customer, ordinal)).level(),
                ordinal -> reservation(new ReservationKey(customer, ordinal)).heldAllocations());
        for (Map.Entry<Long, BlockLevel> level : after.entrySet()) {
            HistoryRows.put(batch, HistoryRows.LEVEL, Keys.level(customer, level.getKey(), entry.sequence()),
                    level.getValue());
            var key = new BlockKey(customer, level.getKey());
            LoggedBlock before = block(key);
            // A block whose making nobody could read has no terms to be shown with.
            if (before.madeBySequence() != PASSED_OVER) {
                LoggedBlock now = before.after(entry.sequence(), level.getValue());
                blocks.put(key, now);
                addSpan(key, before, now, entry.sequence(), batch);
            }
        }
    }

    private static void addSpan(BlockKey at, LoggedBlock before, LoggedBlock now, long sequence, RowBatch batch) {
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
                case USAGE, GRANT, ACTIVATE, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE, TRANSFER_OUT,
                        TRANSFER_IN -> throw new IllegalStateException("nothing of a reservation: " + entry);
            });
        }
    }

    private void addUsage(LedgerEntry entry, UsageRef usage, RowBatch batch) {
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
            case RESERVE, RELEASE, RESERVE_EXPIRED, GRANT, ACTIVATE, EXPIRE, ADJUST, VOID, ROLLOVER, PURCHASE,
                    TRANSFER_OUT, TRANSFER_IN -> {
            }
        }
    }

    /**
     * A charge enters the buckets of its event's time, a refund leaves them again: what it gives back is what was paid. An
     * event counts once in the bucket of each metric that it has lines of, and what makes it once in the sum of all
     * stands beside them.
     */
    private void count(LedgerEntry entry, UsageRef usage, int events) {
        long hour = UsageBucket.hourOf(entry.context().usageTimestamp().orElse(entry.occurredAt()));
        int metrics = 0;
        for (int i = 0; i < usage.lines().size(); i++) {
            PricedLine line = usage.lines().get(i);
            int firstOfMetric = isFirstOfMetric(usage.lines(), i) ? 1 : 0;
            count(new BucketKey(entry.customer(), line.metricKey(), hour),
                    UsageBucket.of(events, line.units(), line.cost(), firstOfMetric));
            metrics += firstOfMetric;
        }
        if (metrics > 1) {
            count(new BucketKey(entry.customer(), Keys.OF_ALL_METRICS, hour),
                    UsageBucket.of(-events, 0, 0, metrics - 1));
        }
    }

    private static boolean isFirstOfMetric(List<PricedLine> lines, int line) {
        for (int i = 0; i < line; i++) {
            if (lines.get(i).metricKey().equals(lines.get(line).metricKey())) {
                return false;
            }
        }
        return true;
    }

    private void count(BucketKey at, UsageBucket moved) {
        buckets.put(at, buckets.get(at, UsageBucket.EMPTY).plus(moved));
    }

    private LoggedBlock block(BlockKey at) {
        return blocks.get(at, UNKNOWN_BLOCK);
    }

    private LoggedReservation reservation(ReservationKey at) {
        return reservations.get(at, UNKNOWN_RESERVATION);
    }
}
