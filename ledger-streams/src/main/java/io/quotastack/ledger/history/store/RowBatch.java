package io.quotastack.ledger.history.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Rows that are written together. They are written in the order of their keys, not as they came: a memtable is a skip list,
 * and who goes through it from front to back finds the way to the next row in the processor's caches.
 */
final class RowBatch {

    private static final Comparator<Change> BY_KEY = Comparator.comparing(Change::key, Arrays::compareUnsigned);

    private final List<Change> changes = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // bytes on their way through, never compared
    private sealed interface Change {

        byte[] key();

        record Put(byte[] key, byte[] value) implements Change {}

        record Delete(byte[] key) implements Change {}

        record DeleteOnly(byte[] key) implements Change {}
    }

    void put(byte[] key, byte[] value) {
        changes.add(new Change.Put(key, value));
    }

    void delete(byte[] key) {
        changes.add(new Change.Delete(key));
    }

    /** Deletes a row that was put once since it was last deleted, so that nothing of both stays. */
    void deleteOnly(byte[] key) {
        changes.add(new Change.DeleteOnly(key));
    }

    /** Writes all of it or nothing. Changes of one row keep their order. */
    void writeTo(RocksDB store, WriteOptions options) throws RocksDBException {
        changes.sort(BY_KEY);
        try (var batch = new WriteBatch()) {
            for (Change change : changes) {
                switch (change) {
                    case Change.Put put -> batch.put(put.key(), put.value());
                    case Change.Delete delete -> batch.delete(delete.key());
                    case Change.DeleteOnly delete -> batch.singleDelete(delete.key());
                }
            }
            store.write(options, batch);
        }
    }
}
