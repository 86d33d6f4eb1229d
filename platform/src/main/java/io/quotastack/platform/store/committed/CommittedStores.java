package io.quotastack.platform.store.committed;

import java.util.function.ToLongFunction;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Makes stores of which a kill leaves what was committed, for the tasks of Streams.
 *
 * @param ends where a changelog ends now: the next offset to be written
 */
public record CommittedStores(String name, ToLongFunction<TopicPartition> ends) implements KeyValueBytesStoreSupplier {

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new CommittedStore(name, ends);
    }

    @Override
    public String metricsScope() {
        return "committed";
    }
}
