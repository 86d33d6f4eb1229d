package io.quotastack.ledger.verify;

import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** Rows on the disk that are thrown away in the end, so that memory does not grow with them. For one thread. */
final class TemporaryRows implements KeyValueStore<Bytes, byte[]> {

    private final String name;
    private final RocksDB rows;
    private final WriteOptions unlogged;
    private final Set<Bytes> written = new HashSet<>();
    private boolean noting;

    TemporaryRows(String name, RocksDB rows, WriteOptions unlogged) {
        this.name = name;
        this.rows = rows;
        this.unlogged = unlogged;
    }

    /** From now on, remembers which rows are written. */
    void noteWritten() {
        noting = true;
    }

    /** The rows that were written since this was last asked. */
    Set<Bytes> takeWritten() {
        Set<Bytes> taken = Set.copyOf(written);
        written.clear();
        return taken;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        throw new UnsupportedOperationException("not a store of a task");
    }

    @Override
    public void close() {
        rows.close();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return rows.isOwningHandle();
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (noting) {
            written.add(key);
        }
        try {
            if (value == null) {
                rows.delete(unlogged, key.get());
            } else {
                rows.put(unlogged, key.get(), value);
            }
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] present = get(key);
        put(key, null);
        return present;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        try {
            return rows.get(key.get());
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        RocksIterator iterator = rows.newIterator();
        iterator.seek(from.get());
        return new Walk(iterator, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        RocksIterator iterator = rows.newIterator();
        iterator.seekToFirst();
        return new Walk(iterator, null);
    }

    @Override
    public long approximateNumEntries() {
        try {
            return rows.getLongProperty("rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    private static CannotVerifyException failure(RocksDBException cause) {
        return new CannotVerifyException("the temporary rows cannot be used: " + cause.getMessage(), cause);
    }

    private static final class Walk implements KeyValueIterator<Bytes, byte[]> {
        private final RocksIterator iterator;
        private final @Nullable Bytes last;

        /** @param last inclusive; null: to the end */
        Walk(RocksIterator iterator, @Nullable Bytes last) {
            this.iterator = iterator;
            this.last = last;
        }

        @Override
        public boolean hasNext() {
            return iterator.isValid() && (last == null || Bytes.wrap(iterator.key()).compareTo(last) <= 0);
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var row = KeyValue.pair(Bytes.wrap(iterator.key()), iterator.value());
            iterator.next();
            return row;
        }

        @Override
        public Bytes peekNextKey() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Bytes.wrap(iterator.key());
        }

        @Override
        public void close() {
            iterator.close();
        }
    }
}
