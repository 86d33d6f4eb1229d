package io.quotastack.ledger.state;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The customers of one partition, as long as this node owns it. The task that decides writes one customer's rows under
 * that customer's lock, so that a reader sees all rows of a decision or none; readers of other customers do not wait.
 */
public final class Shard {

    private static final int STRIPES = 256;

    private final KeyValueStore<Bytes, byte[]> store;
    private final TimerIndex timers;
    private final FirstRows firstRows = new FirstRows();
    /** A writer that waits goes before readers that come after it: many readers of one customer must not stop the task. */
    private final ReadWriteLock[] locks = new ReadWriteLock[STRIPES];
    private final SessionLease lease;
    private boolean closed;
    /** Whether the task has decided something that is not committed yet, and how often it has committed. */
    private volatile boolean deciding;
    private final AtomicLong commits = new AtomicLong();
    /** Whether all is decided that was in the log when the shard came here: until then, readers would see less than was answered. */
    private volatile boolean caughtUp;

    /** Of a store that is nobody else's. */
    public Shard(KeyValueStore<Bytes, byte[]> store) {
        this(store, SessionLease.endless());
    }

    /** @param lease as long as it is held, nobody else can have taken the shard over */
    public Shard(KeyValueStore<Bytes, byte[]> store, SessionLease lease) {
        this.store = store;
        this.lease = lease;
        this.timers = new TimerIndex(store);
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantReadWriteLock();
        }
    }

    /** Reads one customer, all of one moment. Throws {@link ShardMovedException} when the shard has left this node or has not caught up. */
    public <T> T read(CustomerKey customer, Function<StoredAccount, T> reader) {
        Lock lock = lockOf(customer).readLock();
        lock.lock();
        try {
            checkOpen();
            T read = reader.apply(deciding(customer));
            requireInSession();
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** One customer for the task that owns the shard, which alone writes and so needs no lock to read. */
    public StoredAccount deciding(CustomerKey customer) {
        return new StoredAccount(customer, store, firstRows);
    }

    /** What the last command was decided with; absent before the first. Only for the task that owns the shard. */
    public Optional<DecidedWith> decidedWith() {
        return StoredRows.DECIDED_WITH.find(store, StateKeys.decidedWith());
    }

    public void write(DecidedWith with) {
        StoredRows.DECIDED_WITH.put(store, StateKeys.decidedWith(), with);
    }

    /**
     * Up to where the commands are decided, by the last commit. Absent where none has said so yet, and where a version
     * decided since that says nothing of it.
     */
    public OptionalLong decidedEnd() {
        Optional<DecidedEnd> end = StoredRows.DECIDED_END.find(store, StateKeys.decidedEnd());
        return end.isPresent() && decidedWith().stream().allMatch(with -> with.decider() == end.get().decider())
                ? OptionalLong.of(end.get().offset())
                : OptionalLong.empty();
    }

    /** Commands are decided up to there with the next commit; only for the task that owns the shard. */
    public void writeDecidedEnd(long offset) {
        StoredRows.DECIDED_END.put(store, StateKeys.decidedEnd(), new DecidedEnd(CommandDecider.VERSION, offset));
    }

    /** What the task decides from now on is not committed yet; only that task says so. Whether that is new. */
    public boolean begin() {
        boolean isNew = !deciding;
        deciding = true;
        return isNew;
    }

    /** All that the task has decided is committed. */
    public void committed() {
        commits.incrementAndGet();
        deciding = false;
    }

    /** Tells, from now on, whether all is committed that can be read now. */
    public BooleanSupplier committedWhatIsReadNow() {
        long before = commits.get();
        return () -> !deciding || commits.get() > before;
    }

    /** From now on readers see all that was ever answered. */
    public void caughtUp() {
        caughtUp = true;
    }

    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Whether readers are answered now. */
    public boolean isReadable() {
        return caughtUp && lease.isHeld();
    }

    /** Throws {@link ShardMovedException} as {@link #read} does. */
    public void requireOwned() {
        Lock lock = locks[0].readLock();
        lock.lock();
        try {
            checkOpen();
            requireInSession();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws {@link ShardMovedException} when another node may have taken the shard over without this one knowing. Readers
     * ask when they have read: what was read before was true then.
     */
    public void requireInSession() {
        if (!isInSession()) {
            throw new ShardMovedException();
        }
    }

    /** Whether no other node can have taken the shard over. */
    public boolean isInSession() {
        return lease.isHeld();
    }

    /** Walks over rows of many customers; each row is of its own moment. */
    public <T> T scan(KeyRange range, Bytes from, Function<KeyValueIterator<Bytes, byte[]>, T> reader) {
        Lock lock = locks[0].readLock();
        lock.lock();
        try {
            checkOpen();
            try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, range.to())) {
                T read = reader.apply(rows);
                requireInSession();
                return read;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shows the timers up to that instant, earliest first, until the visitor answers false; writers may wait for it, so
     * it must not. Whoever comes second waits.
     *
     * @return when the first timer after that instant is due, if the visitor let it come to that and there is any
     */
    public Optional<Instant> visitDueTimers(Instant by, Predicate<Timer> visitor) {
        Lock lock = locks[0].readLock();
        lock.lock();
        try {
            checkOpen();
            return timers.visitDue(by, visitor);
        } finally {
            lock.unlock();
        }
    }

    /** Writes one customer's rows; only the task that owns the shard may. */
    public void write(CustomerKey customer, Consumer<AccountWriter> writer) {
        Lock lock = lockOf(customer).writeLock();
        lock.lock();
        try {
            writer.accept(new AccountWriter(customer, store, timers, firstRows));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for all readers; afterwards nobody reads the store any more. */
    public void close() {
        for (ReadWriteLock lock : locks) {
            lock.writeLock().lock();
        }
        closed = true;
        for (ReadWriteLock lock : locks) {
            lock.writeLock().unlock();
        }
    }

    private ReadWriteLock lockOf(CustomerKey customer) {
        int hash = customer.customerId().hashCode();
        return locks[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }

    private void checkOpen() {
        if (closed || !caughtUp) {
            throw new ShardMovedException();
        }
    }
}
