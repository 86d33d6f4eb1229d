package io.quotastack.platform.store.committed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.platform.commit.GroupCommit;

/**
 * Rows of a task on the disk, of which a kill leaves what was committed up to some record of the changelog, so that only
 * what comes after it is restored. The store that Streams has by default is thrown away after a kill, since it may have
 * rows that no transaction committed, and is restored from nothing.
 *
 * <p>What is written is in memory alone until the memtable is flushed: there is no log of it. So the disk has what was
 * there at the last flush, all of it and no more. The store flushes what is large or old when a transaction was just
 * committed, before anything else is written: then nothing is in it that was not. One row, the {@link Mark}, goes the same way as the others
 * and says what they are: the first row of a transaction makes it say that there are uncommitted ones, each flush after a
 * commit says up to where the changelog is in them. Should RocksDB flush by itself in between, which takes a transaction of
 * {@link #MEMTABLE_BYTES}, then the disk has a mark that says so, and a kill costs a whole restore as ever.
 *
 * <p>What is restored was committed. Records of the changelog may be restored again: the last one of each row is what
 * counts. So a mark of an earlier record than the rows' is as good.
 */
final class CommittedStore implements KeyValueStore<Bytes, byte[]> {

    static {
        RocksDB.loadLibrary();
    }

    private static final Logger LOG = LoggerFactory.getLogger(CommittedStore.class);
    private static final WriteOptions UNLOGGED = new WriteOptions().setDisableWAL(true);
    private static final long MEMTABLE_BYTES = 32L << 20;
    /**
     * Of all stores of the process together, of which each has its share: what a kill leaves to be restored. Tests that kill
     * a process make it nothing, so that each commit is flushed and each kill leaves something.
     */
    private static final long UNFLUSHED_BYTES = Long.getLong("quotastack.unflushed.bytes", 64L << 20);
    /** Well within the time that a mark can be used, also where little is written. */
    private static final Duration FLUSH_EVERY = Duration.ofHours(1);
    private static final String MEMTABLE_SIZE = "rocksdb.cur-size-active-mem-table";
    private static final String FOLDER = "committed";
    private static final String AHEAD = "-ahead-of-its-changelog";
    /** Before all rows, whose keys have more than one byte. */
    private static final Bytes MARK = Bytes.wrap(new byte[] {0});
    private static final Bytes FIRST = Bytes.wrap(new byte[] {0, 0});
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final String name;
    private final ToLongFunction<TopicPartition> ends;
    private final Predicate<byte[]> known;
    private final KnownKeys.Maker knowing;
    private final Clock clock;
    private final long boot;
    private final long memtableBytes;
    private final Position position = Position.emptyPosition();
    private final Set<Rows> walks = new HashSet<>();
    private Path folder = Path.of("");
    /** Where rows go that the changelog does not have: Streams deletes the task's own folder when it gives a task up. */
    private Path aside = Path.of("");
    private @Nullable RocksDB rows;
    private @Nullable Options options;
    private @Nullable KnownKeys knownKeys;
    private @Nullable TopicPartition changelog;
    private Mark mark = Mark.UNCOMMITTED;
    /** Rows were written that no transaction has committed yet; stays so after one that was aborted. */
    private boolean awaitsCommit;
    /** Since it was opened; else it is what the last process left. */
    private boolean changed;
    /** Streams said last that all there is was committed: the mark holds after a reboot too, once all is on the disk. */
    private boolean whole;
    private long flushedMillis;

    /** @param known the keys that are looked for most often in vain: those are known in memory */
    CommittedStore(String name, ToLongFunction<TopicPartition> ends, Predicate<byte[]> known) {
        this(name, ends, known, Clock.systemUTC(), Boot.CURRENT, MEMTABLE_BYTES, KnownKeys::new);
    }

    /** With another clock, another boot, another size of what is flushed at once, and others who know keys. */
    CommittedStore(String name, ToLongFunction<TopicPartition> ends, Predicate<byte[]> known, Clock clock, long boot,
            long memtableBytes, KnownKeys.Maker knowing) {
        this.knowing = knowing;
        this.name = name;
        this.ends = ends;
        this.known = known;
        this.boot = boot;
        this.clock = clock;
        this.memtableBytes = memtableBytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        Path task = context.stateDir().toPath();
        Path aside = task.resolveSibling(task.getFileName() + AHEAD);
        if (Files.exists(aside)) {
            throw LostChangelogException.keptBefore(aside);
        }
        open(task.resolve(FOLDER).resolve(name), aside);
        context.register(root, (BatchingStateRestoreCallback) this::restore);
    }

    /**
     * With the rows that are there.
     *
     * @param aside where they go when the changelog does not have them
     */
    synchronized void open(Path folder, Path aside) {
        this.folder = folder;
        this.aside = aside;
        Options opened = CommittedRowsOptions.make(memtableBytes);
        try {
            Files.createDirectories(folder);
            RocksDB all = RocksDB.open(opened, folder.toString());
            knownKeys = knownKeys(all);
            rows = all;
        } catch (IOException | RocksDBException e) {
            opened.close();
            throw new ProcessorStateException("the store " + name + " cannot be opened in " + folder, e);
        }
        options = opened;
        OPEN.incrementAndGet();
        awaitsCommit = false;
        changed = false;
        whole = false;
        flushedMillis = clock.millis();
        byte[] found = get(MARK);
        mark = found == null ? Mark.UNCOMMITTED : Mark.of(found);
    }

    /** Rows whose keys cannot be known are closed again, before their options are: open, they keep their folder from all. */
    private KnownKeys knownKeys(RocksDB all) throws RocksDBException {
        try {
            return knowing.of(all, known);
        } catch (RocksDBException | RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    /**
     * Where to restore from; null: what is there is not to be used. Throws when the changelog has lost what is there: Streams
     * would delete the rows and restore what is left of them.
     */
    @Override
    public synchronized @Nullable Long committedOffset(TopicPartition partition) {
        changelog = partition;
        if (mark.holds(boot)) {
            long end = ends.applyAsLong(partition);
            if (mark.offset() >= end) {
                long offset = mark.offset();
                keepAside();
                throw LostChangelogException.of(name, partition, offset, end, aside);
            }
        }
        return mark.isUsable(clock.millis(), boot) ? mark.offset() : null;
    }

    @Override
    @SuppressWarnings("deprecation") // Streams would keep offsets in a file, which says nothing after a kill
    public boolean managesOffsets() {
        return true;
    }

    private void keepAside() {
        close();
        try {
            Files.move(folder, aside);
        } catch (IOException e) {
            throw new ProcessorStateException("the store " + name + " cannot be moved to " + aside, e);
        }
    }

    /**
     * All there is was committed, up to that record of the changelog: Streams says so while it restores, after that, and at
     * the end. It says so too of a task that it gives up after a commit that failed, whose rows may never be committed.
     */
    @Override
    public synchronized void commit(Map<TopicPartition, Long> offsets) {
        if (rows == null || awaitsCommit) {
            return;
        }
        if (offsets.isEmpty()) {
            mark(Mark.UNCOMMITTED);
            return;
        }
        offsets.forEach((partition, offset) -> {
            changelog = partition;
            markCommitted(offset);
        });
        whole = changed;
        if (isLarge(rows)) {
            flush(rows);
        }
    }

    /** As Streams repeats at each start what it was told; that would make rows younger than they are. */
    private void markCommitted(long offset) {
        if (mark.offset() != offset || !mark.committed()) {
            mark(new Mark(true, offset, clock.millis(), boot));
            changed = true;
        }
    }

    private void mark(Mark next) {
        write(MARK, next.bytes());
        mark = next;
    }

    /** The transaction is committed and nothing was written since. */
    private synchronized void committed(Map<TopicPartition, Long> ends) {
        awaitsCommit = false;
        Long end = changelog == null ? null : ends.get(changelog);
        if (rows == null || end == null) {
            return;
        }
        if (isLarge(rows) || clock.millis() - flushedMillis > FLUSH_EVERY.toMillis()) {
            markCommitted(end);
            flush(rows);
        }
    }

    /** It only makes a restore shorter, so its failure is no reason to give up what was committed. */
    private void flush(RocksDB rows) {
        flushedMillis = clock.millis();
        // Without a stall RocksDB would wait for compactions, here and with the lock held; with it, the next write is slowed.
        try (var flush = new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true)) {
            rows.flush(flush);
        } catch (RocksDBException e) {
            LOG.warn("the store {} cannot be flushed; a kill now would cost a longer restore", name, e);
        }
    }

    private boolean isLarge(RocksDB rows) {
        long share = UNFLUSHED_BYTES / OPEN.get();
        try {
            return rows.getLongProperty(MEMTABLE_SIZE) >= Math.min(memtableBytes / 4, share);
        } catch (RocksDBException e) {
            throw new ProcessorStateException("a store does not say how large it is", e);
        }
    }

    /** Writes records of the changelog. */
    synchronized void restore(Collection<KeyValue<byte[], byte[]>> records) {
        try (var batch = new WriteBatch()) {
            for (KeyValue<byte[], byte[]> each : records) {
                byte @Nullable [] value = each.value;
                if (value == null) {
                    batch.delete(each.key);
                } else {
                    batch.put(each.key, value);
                }
            }
            opened().write(UNLOGGED, batch);
            records.forEach(each -> know(each.key));
        } catch (RocksDBException e) {
            throw new ProcessorStateException("the store " + name + " cannot be restored", e);
        }
    }

    /** The rows; throws when they are closed. */
    RocksDB opened() {
        if (rows == null) {
            throw new InvalidStateStoreException("the store " + name + " is closed");
        }
        return rows;
    }

    @Override
    public synchronized void put(Bytes key, byte @Nullable [] value) {
        if (!awaitsCommit) {
            awaitsCommit = true;
            GroupCommit.ofThread().afterCommitOf(this::committed);
        }
        changed = true;
        whole = false;
        if (mark.committed()) {
            mark(Mark.UNCOMMITTED);
        }
        write(key, value);
    }

    private void write(Bytes key, byte @Nullable [] value) {
        try {
            if (value == null) {
                opened().delete(UNLOGGED, key.get());
            } else {
                opened().put(UNLOGGED, key.get(), value);
                know(key.get());
            }
        } catch (RocksDBException e) {
            throw new ProcessorStateException("a row of the store " + name + " cannot be written", e);
        }
    }

    private void know(byte[] key) {
        if (knownKeys != null) {
            knownKeys.add(key);
        }
    }

    @Override
    public synchronized byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public synchronized void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public synchronized byte @Nullable [] delete(Bytes key) {
        byte[] present = get(key);
        put(key, null);
        return present;
    }

    @Override
    public synchronized byte @Nullable [] get(Bytes key) {
        RocksDB present = opened();
        if (knownKeys != null && knownKeys.lacks(key.get())) {
            return null;
        }
        try {
            return present.get(key.get());
        } catch (RocksDBException e) {
            throw new ProcessorStateException("a row of the store " + name + " cannot be read", e);
        }
    }

    @Override
    public synchronized KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        RocksIterator iterator = opened().newIterator();
        iterator.seek((from == null ? FIRST : from).get());
        var walk = new Rows(this, iterator, to, walks::remove);
        walks.add(walk);
        return walk;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return range(null, null);
    }

    @Override
    public synchronized long approximateNumEntries() {
        try {
            return opened().getLongProperty("rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            throw new ProcessorStateException("the store " + name + " does not say how many rows it has", e);
        }
    }

    /** Nobody asks for rows of a position; Streams wants one at each write. */
    @Override
    public Position getPosition() {
        return position;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public synchronized boolean isOpen() {
        return rows != null;
    }

    /** What is in memory goes to the disk with the mark as it is: after a clean end, that of the last record. */
    @Override
    public synchronized void close() {
        if (rows == null) {
            return;
        }
        Set.copyOf(walks).forEach(Rows::close);
        if (whole && mark.committed()) {
            mark(mark.ofAnyBoot());
        }
        if (knownKeys != null) {
            knownKeys.close();
            knownKeys = null;
        }
        rows.close();
        rows = null;
        OPEN.decrementAndGet();
        if (options != null) {
            options.close();
        }
    }
}
