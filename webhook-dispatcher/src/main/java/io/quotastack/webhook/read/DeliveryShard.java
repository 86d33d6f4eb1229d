package io.quotastack.webhook.read;

import java.util.concurrent.locks.Lock;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.store.ReaderGate;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The deliveries of one partition, as long as this node has it. The gate is between readers and the end of the store;
 * the task writes beside readers, who see each row whole.
 */
public final class DeliveryShard {

    private final KeyValueStore<Bytes, byte[]> store;
    private final SessionLease lease;
    private final ReaderGate gate = new ReaderGate();

    /** @param lease as long as it is held, nobody else can have taken the partition over */
    public DeliveryShard(KeyValueStore<Bytes, byte[]> store, SessionLease lease) {
        this.store = store;
        this.lease = lease;
    }

    /** Throws {@link ShardMovedException} when the partition has left this node, or may have without its knowing. */
    public <T> T read(Function<KeyValueStore<Bytes, byte[]>, T> reader) {
        Lock reading = gate.enter();
        try {
            T read = reader.apply(store);
            requireInSession();
            return read;
        } finally {
            reading.unlock();
        }
    }

    /** Throws {@link ShardMovedException} when another node may have taken the partition over. */
    public void requireInSession() {
        if (!lease.isHeld()) {
            throw new ShardMovedException();
        }
    }

    /** Waits for all readers; afterwards nobody reads the store any more. */
    public void close() {
        gate.close(() -> {});
    }
}
