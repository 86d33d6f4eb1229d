package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.ledger.history.store.HistoryStore.Row;
import io.quotastack.ledger.history.store.SourceRecord.Source;

/**
 * Applies the committed records of one partition, a batch at a time, together with the place where they end. For one
 * thread. After a failure it is of no use any more: a new one goes on from the checkpoint.
 */
public final class HistoryWriter {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);

    private final HistoryStore store;
    private final SourceFormat format;
    private final EntryRows entries;
    private final RefusalRows refusals;
    private Checkpoint checkpoint;

    /** @param rowsKept how many rows of each kind that entries change stay in memory, to be changed again */
    public HistoryWriter(HistoryStore store, SourceFormat format, int rowsKept) {
        this.store = store;
        this.format = format;
        this.entries = new EntryRows(store, rowsKept);
        this.refusals = new RefusalRows(store);
        this.checkpoint = readCheckpoint(store);
    }

    private static Checkpoint readCheckpoint(HistoryStore store) {
        return store.get(Keys.CHECKPOINT).flatMap(Checkpoint::of).orElse(Checkpoint.START);
    }

    /** Whether there are rows of a layout that this code does not read. */
    public static boolean outdated(HistoryStore store) {
        return store.get(Keys.CHECKPOINT).filter(row -> Checkpoint.of(row).isEmpty()).isPresent();
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /**
     * What came of records.
     *
     * @param records how many were applied
     * @param passedOver how many of them were passed over, because they are no messages at all
     * @param standstill why the rest were not applied
     */
    public record Applied(int records, int passedOver, Optional<Standstill> standstill) {}

    /** The record that could not be read, and that nothing goes past. */
    public record Standstill(Source source, long offset, UnreadSourceException why) {}

    /**
     * Applies records that follow the checkpoint, each topic's in order, up to one that cannot be read; on any other
     * failure none.
     */
    public Applied apply(List<SourceRecord> records) {
        int applied = 0;
        int passedOver = 0;
        Optional<Standstill> standstill = Optional.empty();
        Checkpoint end = checkpoint;
        var batch = new RowBatch();
        for (SourceRecord record : records) {
            try {
                add(record, batch);
            } catch (UnreadSourceException.NotAMessage e) {
                // Someone else wrote it into our topic, and it is no entry. It must not stop everybody's history.
                LOG.error("passing over what is no message in {} at offset {}: {}", record.source().topic(),
                        record.offset(), e.reason());
                passedOver++;
            } catch (UnreadSourceException e) {
                standstill = Optional.of(new Standstill(record.source(), record.offset(), e));
                break;
            }
            applied++;
            end = end.after(record);
        }
        if (applied > 0) {
            write(batch, end);
        }
        return new Applied(applied, passedOver, standstill);
    }

    private void write(RowBatch batch, Checkpoint end) {
        entries.addSums(batch);
        batch.put(Keys.CHECKPOINT, end.bytes());
        store.write(batch);
        entries.batchIsWritten();
        refusals.batchIsWritten();
        checkpoint = end;
    }

    /** Reads the record before it changes anything. */
    private void add(SourceRecord record, RowBatch batch) {
        switch (record.source()) {
            case LEDGER_ENTRIES -> entries.add(format.entry(record.value()).entry(), record.value(), batch);
            case SUBSCRIPTION_CHANGES -> ChangeRows.add(format.change(record.value()), record.value(), batch);
            case USAGE_OUTCOMES -> refusals.add(format.outcome(record.value()), record.offset(), record.value(), batch);
        }
    }

    /**
     * Deletes refusals from before {@code keptSince}, at most {@code limit} of them.
     *
     * @return whether there are more
     */
    public boolean deleteRefusalsBefore(Instant keptSince, int limit) {
        List<Row> old = refusalsBefore(keptSince, limit);
        var batch = new RowBatch();
        for (Row row : old) {
            refusals.forget(format.outcome(row.value()), Keys.position(row.key()), batch);
        }
        store.write(batch);
        return old.size() == limit;
    }

    /** Rows are by environment, then by time: of each environment only the old ones are looked at. */
    private List<Row> refusalsBefore(Instant keptSince, int limit) {
        var old = new ArrayList<Row>();
        byte[] end = Keys.end(Keys.refusals());
        Optional<Row> first = store.first(Keys.refusals(), end);
        while (first.isPresent() && old.size() < limit) {
            byte[] tenantEnvironment = Keys.refusals(Keys.environmentOfRefusal(first.get().key()));
            store.ascending(tenantEnvironment, Keys.end(tenantEnvironment), (key, value) -> {
                boolean isOld = Keys.position(key).refusedAt().isBefore(keptSince);
                if (isOld) {
                    old.add(new Row(key, value));
                }
                return isOld && old.size() < limit;
            });
            first = store.first(Keys.end(tenantEnvironment), end);
        }
        return old;
    }
}
