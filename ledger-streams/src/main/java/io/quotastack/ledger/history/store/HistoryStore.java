package io.quotastack.ledger.history.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteOptions;

import io.quotastack.platform.store.ReaderGate;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The rows of one partition. One thread writes, any number read. A closed store fails with {@link ShardMovedException}
 * instead of touching freed memory, so it can be closed while readers are at it.
 */
public final class HistoryStore implements AutoCloseable {

    private final Options options;
    private final RocksDB rows;
    /** See the package's page: without a log of its own, one column family, flushed whole and in order. */
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final ReaderGate open = new ReaderGate();
    private final LongAdder rowsRead = new LongAdder();

    private HistoryStore(Options options, RocksDB rows) {
        this.options = options;
        this.rows = rows;
    }

    static HistoryStore open(Path directory, HistoryMemory memory) {
        Options options = memory.options();
        try {
            Files.createDirectories(directory);
            return new HistoryStore(options, RocksDB.open(options, directory.toString()));
        } catch (IOException e) {
            options.close();
            throw new UncheckedIOException("the history's directory cannot be made: " + directory, e);
        } catch (RocksDBException e) {
            options.close();
            throw new HistoryFailure("the history cannot be opened: " + directory, e);
        }
    }

    /** Deletes the rows of a store that is not open. */
    static void destroy(Path directory, HistoryMemory memory) {
        try (Options options = memory.options()) {
            RocksDB.destroyDB(directory.toString(), options);
        } catch (RocksDBException e) {
            throw new HistoryFailure("the history cannot be deleted: " + directory, e);
        }
    }

    /** What is done with a row; false: no more. */
    public interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    public Optional<byte[]> get(byte[] key) {
        Lock reading = open.enter();
        rowsRead.increment();
        try {
            return Optional.ofNullable(rows.get(key));
        } catch (RocksDBException e) {
            throw new HistoryFailure("a row cannot be read", e);
        } finally {
            reading.unlock();
        }
    }

    /** A row as it stands in the store. */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way through, never compared
    public record Row(byte[] key, byte[] value) {}

    /** The first row of {@code [from, to)}. */
    public Optional<Row> first(byte[] from, byte[] to) {
        var rowsFound = new ArrayList<Row>(1);
        ascending(from, to, (key, value) -> {
            rowsFound.add(new Row(key, value));
            return false;
        });
        return rowsFound.stream().findFirst();
    }

    /** The last row of {@code [downTo, from]}. */
    Optional<Row> last(byte[] from, byte[] downTo) {
        var rowsFound = new ArrayList<Row>(1);
        descending(from, downTo, (key, value) -> {
            rowsFound.add(new Row(key, value));
            return false;
        });
        return rowsFound.stream().findFirst();
    }

    /** Visits the rows of {@code [from, to)} in order. */
    public void ascending(byte[] from, byte[] to, Visitor visitor) {
        try (var end = new Slice(to); var bounds = new ReadOptions().setIterateUpperBound(end)) {
            visit(bounds, row -> row.seek(from), RocksIterator::next, visitor);
        }
    }

    /** Visits the rows of {@code [downTo, from]} in reverse order. */
    void descending(byte[] from, byte[] downTo, Visitor visitor) {
        try (var end = new Slice(downTo); var bounds = new ReadOptions().setIterateLowerBound(end)) {
            visit(bounds, row -> row.seekForPrev(from), RocksIterator::prev, visitor);
        }
    }

    private void visit(ReadOptions bounds, Consumer<RocksIterator> toFirst, Consumer<RocksIterator> onward,
            Visitor visitor) {
        Lock reading = open.enter();
        try (RocksIterator row = rows.newIterator(bounds)) {
            toFirst.accept(row);
            rowsRead.increment();
            while (row.isValid() && visitor.visit(row.key(), row.value())) {
                onward.accept(row);
                rowsRead.increment();
            }
            row.status();
        } catch (RocksDBException e) {
            throw new HistoryFailure("rows cannot be read", e);
        } finally {
            reading.unlock();
        }
    }

    /** All of the batch or nothing of it. */
    void write(RowBatch batch) {
        Lock reading = open.enter();
        try {
            batch.writeTo(rows, unlogged);
        } catch (RocksDBException e) {
            throw new HistoryFailure("rows cannot be written", e);
        } finally {
            reading.unlock();
        }
    }

    /** How many rows were looked at in all: what reads cost. */
    public long rowsRead() {
        return rowsRead.sum();
    }

    /** Waits for the readers and flushes, so that the next start has nothing to read again. */
    @Override
    public void close() {
        open.close(this::flushAndClose);
    }

    private void flushAndClose() {
        try (var flush = new FlushOptions().setWaitForFlush(true)) {
            rows.flush(flush);
        } catch (RocksDBException e) {
            throw new HistoryFailure("the history cannot be flushed", e);
        } finally {
            rows.close();
            unlogged.close();
            options.close();
        }
    }
}
