package io.quotastack.platform.store.committed;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/** Makes stores of which a kill leaves what was committed, for the tasks of Streams. */
public record CommittedStores(String name) implements KeyValueBytesStoreSupplier {

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new CommittedStore(name);
    }

    @Override
    public String metricsScope() {
        return "committed";
    }
}
