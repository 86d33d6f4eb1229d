package io.quotastack.platform.store;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets readers at a store until it is closed: who comes later hears that it has moved instead of reading what is gone.
 * A reader may enter again while it is in.
 */
public final class ReaderGate {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /** Lets one reader in, who unlocks it when it is done. Throws {@link ShardMovedException} when it is closed. */
    public Lock enter() {
        Lock reading = lock.readLock();
        reading.lock();
        if (closed) {
            reading.unlock();
            throw new ShardMovedException();
        }
        return reading;
    }

    /** Waits until all readers are out and lets none in any more; then does, the first time, what is left to do. */
    public void close(Runnable last) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                last.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
