package io.quotastack.ledger.history;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;

/**
 * Turns entries into rows of one batch after the other. Levels have a row for each entry, so that any past state can be
 * found; buckets are summed up in memory and written once a batch.
 */
final class EntryRows {

    private static final int RECENT_LEVELS = 50_000;
    private static final int RECENT_BUCKETS = 20_000;

    private final HistoryStore store;
    private final Recent<BlockKey, BlockLevel> levels = new Recent<>(RECENT_LEVELS);
    private final Recent<BucketKey, UsageBucket> buckets = new Recent<>(RECENT_BUCKETS);
    private final Map<BucketKey, UsageBucket> changed = new HashMap<>();

    private record BlockKey(CustomerKey customer, long ordinal) {}

    private record BucketKey(CustomerKey customer, String metricKey, long hour) {}

    EntryRows(HistoryStore store) {
        this.store = store;
    }

    void add(LedgerEntry entry, byte[] asItCame, WriteBatch batch) throws RocksDBException {
        CustomerKey customer = entry.customer();
        batch.put(Keys.entry(customer, entry.sequence()), asItCame);
        if (entry.context().newBlock().isPresent()) {
            batch.put(Keys.block(customer, entry.context().newBlock().get().ordinal()), number(entry.sequence()));
        }
        addLevels(entry, batch);
        if (entry.usage().isPresent()) {
            addUsage(entry, entry.usage().get(), batch);
        }
    }

    /** To be called when all of a batch was added. */
    void addBuckets(WriteBatch batch) throws RocksDBException {
        for (Map.Entry<BucketKey, UsageBucket> bucket : changed.entrySet()) {
            BucketKey at = bucket.getKey();
            batch.put(Keys.bucket(at.customer(), at.metricKey(), at.hour()), bucket.getValue().bytes());
        }
        buckets.putAll(changed);
        changed.clear();
    }

    private void addLevels(LedgerEntry entry, WriteBatch batch) throws RocksDBException {
        CustomerKey customer = entry.customer();
        Map<Long, BlockLevel> after = BlockFlow.levelsAfter(entry, ordinal -> level(new BlockKey(customer, ordinal)));
        for (Map.Entry<Long, BlockLevel> level : after.entrySet()) {
            batch.put(Keys.level(customer, level.getKey(), entry.sequence()), level.getValue().bytes());
            levels.put(new BlockKey(customer, level.getKey()), level.getValue());
        }
    }

    private void addUsage(LedgerEntry entry, UsageRef usage, WriteBatch batch) throws RocksDBException {
        CustomerKey customer = entry.customer();
        switch (entry.type()) {
            case USAGE -> {
                batch.put(Keys.charge(customer, usage.eventId()), number(entry.sequence()));
                count(entry, usage, 1);
            }
            case REFUND -> {
                batch.put(Keys.refund(customer, usage.eventId()), number(entry.sequence()));
                count(entry, usage, -1);
            }
            // What a refund set off bears no usage of its own; were it to, it would count nothing.
            case GRANT, ACTIVATE, EXPIRE, ADJUST, VOID -> {
            }
        }
    }

    /** A charge enters the bucket of its event's time, a refund leaves it again: what it gives back is what was paid. */
    private void count(LedgerEntry entry, UsageRef usage, int events) {
        var at = new BucketKey(entry.customer(), usage.metricKey(),
                UsageBucket.hourOf(entry.context().usageTimestamp().orElse(entry.occurredAt())));
        var moved = new UsageBucket(BigInteger.valueOf(events).multiply(BigInteger.valueOf(usage.units())),
                BigInteger.valueOf(entry.delta()).negate(), events);
        UsageBucket before = Optional.ofNullable(changed.get(at)).orElseGet(() -> bucket(at));
        changed.put(at, before.plus(moved));
    }

    private BlockLevel level(BlockKey block) {
        return Optional.ofNullable(levels.get(block)).orElseGet(() -> CustomerHistory
                .level(store, block.customer(), block.ordinal(), Long.MAX_VALUE).orElse(BlockLevel.EMPTY));
    }

    private UsageBucket bucket(BucketKey at) {
        return Optional.ofNullable(buckets.get(at))
                .orElseGet(() -> store.get(Keys.bucket(at.customer(), at.metricKey(), at.hour()))
                        .map(UsageBucket::of).orElse(UsageBucket.EMPTY));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
