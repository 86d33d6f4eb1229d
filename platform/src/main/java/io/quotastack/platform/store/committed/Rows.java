package io.quotastack.platform.store.committed;

import java.util.NoSuchElementException;
import java.util.function.Consumer;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** A walk along rows. The store closes it when the store is closed, perhaps from another thread. */
final class Rows implements KeyValueIterator<Bytes, byte[]> {

    private final Object store;
    private final RocksIterator iterator;
    private final @Nullable Bytes last;
    private final Consumer<Rows> closed;

    /**
     * @param store whose lock the walk takes
     * @param last inclusive; null: to the end
     */
    Rows(Object store, RocksIterator iterator, @Nullable Bytes last, Consumer<Rows> closed) {
        this.store = store;
        this.iterator = iterator;
        this.last = last;
        this.closed = closed;
    }

    @Override
    public boolean hasNext() {
        synchronized (store) {
            if (!iterator.isOwningHandle()) {
                throw new InvalidStateStoreException("the rows are closed");
            }
            return iterator.isValid() && (last == null || Bytes.wrap(iterator.key()).compareTo(last) <= 0);
        }
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
        synchronized (store) {
            var row = KeyValue.pair(peekNextKey(), iterator.value());
            iterator.next();
            return row;
        }
    }

    @Override
    public Bytes peekNextKey() {
        synchronized (store) {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Bytes.wrap(iterator.key());
        }
    }

    @Override
    public void close() {
        synchronized (store) {
            iterator.close();
            closed.accept(this);
        }
    }
}
