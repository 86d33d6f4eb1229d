package io.quotastack.webhook.read;

import java.util.concurrent.locks.Lock;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.platform.store.ReaderGate;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The deliveries of one partition, as long as this node has it. The gate is between readers and the end of the store;
 * the task writes beside readers, who see each row whole.
 */
public final class DeliveryShard {

    private final KeyValueStore<Bytes, byte[]> store;
    private final ReaderGate gate = new ReaderGate();

    public DeliveryShard(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Throws {@link ShardMovedException} when the partition has left this node. */
    public <T> T read(Function<KeyValueStore<Bytes, byte[]>, T> reader) {
        Lock reading = gate.enter();
        try {
            return reader.apply(store);
        } finally {
            reading.unlock();
        }
    }

    /** Waits for all readers; afterwards nobody reads the store any more. */
    public void close() {
        gate.close(() -> {});
    }
}
