package io.quotastack.webhook.read;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.platform.store.ShardMovedException;

/**
 * The deliveries of one partition, as long as this node has it. The lock is between readers and the end of the store;
 * the task writes beside readers, who see each row whole.
 */
public final class DeliveryShard {

    private final KeyValueStore<Bytes, byte[]> store;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    public DeliveryShard(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Throws {@link ShardMovedException} when the partition has left this node. */
    public <T> T read(Function<KeyValueStore<Bytes, byte[]>, T> reader) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ShardMovedException();
            }
            return reader.apply(store);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for all readers; afterwards nobody reads the store any more. */
    void close() {
        lock.writeLock().lock();
        try {
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
