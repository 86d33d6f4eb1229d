package io.quotastack.platform.store.committed;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys of some kinds there may be, in memory: whoever looks for a key that was never written, as a decision does with
 * the id of each new event, need not ask the rows. A thread of its own walks over what is there when the store is opened;
 * until it has seen all, nothing is known. A key that is deleted stays: it may only cost a look.
 *
 * <p>All of the process take {@link #ALL_BYTES}, twelve bits for a key: some forty million keys. With more of them, more looks
 * are in vain.
 */
final class KnownKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);
    private static final long ALL_BYTES = 64L << 20;
    /** Of each, whatever the others have taken. */
    private static final long LEAST_BYTES = 512L << 10;
    /** Of what is left, so that something is left for those that come after it. */
    private static final int SHARE = 4;
    private static final long READ_AT_ONCE = 1L << 20;
    private static final String ROWS = "rocksdb.estimate-num-keys";
    private static final AtomicLong LEFT = new AtomicLong(ALL_BYTES);

    /** What knows the keys of a store. */
    @FunctionalInterface
    interface Maker {
        KnownKeys of(RocksDB rows, Predicate<byte[]> kinds) throws RocksDBException;
    }

    private final RocksDB rows;
    private final Predicate<byte[]> kinds;
    private final long leastBytes;
    private volatile Walk walk;

    /**
     * @param rows stay open until this is closed
     * @param kinds the keys that are known: those that are looked for most often in vain
     */
    KnownKeys(RocksDB rows, Predicate<byte[]> kinds) throws RocksDBException {
        this(rows, kinds, LEAST_BYTES);
    }

    KnownKeys(RocksDB rows, Predicate<byte[]> kinds, long leastBytes) throws RocksDBException {
        this.rows = rows;
        this.kinds = kinds;
        this.leastBytes = leastBytes;
        this.walk = new Walk(KeyFilter.bytesFor(2 * rows.getLongProperty(ROWS)), null).start();
    }

    /** There is no row of that key. */
    boolean lacks(byte[] key) {
        KeyFilter known = walk.known();
        return known != null && kinds.test(key) && !known.mayHave(key);
    }

    /** When the row has been written, before anybody looks for it. One thread at a time. */
    void add(byte[] key) {
        if (!kinds.test(key)) {
            return;
        }
        walk.add(key);
        // Others may have taken what was left since: then it would become smaller, after a walk over all rows.
        if (walk.isFull() && most(walk) > walk.keys.bytes()) {
            walk = new Walk(2 * walk.keys.bytes(), walk).start();
        }
    }

    private long most(@Nullable Walk before) {
        return Math.max(leastBytes, (LEFT.get() + (before == null ? 0 : before.keys.bytes())) / SHARE);
    }

    /** Of what is known. */
    long bytes() {
        return walk.keys.bytes();
    }

    /** Waits until nobody walks over the rows. */
    @Override
    public void close() {
        walk.end();
    }

    /** A filter, and the way to all keys that are there already. */
    private final class Walk implements Runnable {

        final KeyFilter keys;
        /** Known until this one is. */
        private volatile @Nullable KeyFilter former;
        private final boolean largest;
        private final Thread thread;
        private long added;
        private long found;
        private volatile boolean done;
        private volatile boolean ended;

        Walk(long bytes, @Nullable Walk before) {
            long most = most(before);
            if (before != null) {
                former = before.keys;
                LEFT.addAndGet(before.keys.bytes());
            }
            keys = new KeyFilter(Math.clamp(bytes, leastBytes, most));
            largest = bytes >= most;
            LEFT.addAndGet(-keys.bytes());
            thread = Thread.ofPlatform().daemon().name("known-keys").unstarted(this);
        }

        Walk start() {
            thread.start();
            return this;
        }

        @Nullable
        KeyFilter known() {
            return done ? keys : former;
        }

        void add(byte[] key) {
            KeyFilter still = former;
            if (still != null) {
                still.add(key);
            }
            if (keys.add(key)) {
                added++;
            }
        }

        /** A larger one would be of use. */
        boolean isFull() {
            return done && !largest && found + added > keys.keys();
        }

        @Override
        public void run() {
            try (var options = new ReadOptions().setFillCache(false).setReadaheadSize(READ_AT_ONCE);
                    RocksIterator all = rows.newIterator(options)) {
                for (all.seekToFirst(); all.isValid() && !ended; all.next()) {
                    byte[] key = all.key();
                    if (kinds.test(key) && keys.add(key)) {
                        found++;
                    }
                }
                all.status();
                if (!ended) {
                    done = true;
                    former = null;
                }
            } catch (RocksDBException e) {
                LOG.warn("the keys of a store cannot be read; all that is looked for is looked for in the rows", e);
            }
        }

        void end() {
            ended = true;
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            LEFT.addAndGet(keys.bytes());
        }
    }
}
