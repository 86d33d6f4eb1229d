package io.quotastack.platform.store.committed;

import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Makes stores of which a kill leaves what was committed, for the tasks of Streams.
 *
 * @param ends where a changelog ends now: the next offset to be written
 * @param known the keys that are looked for most often in vain
 */
public record CommittedStores(String name, ToLongFunction<TopicPartition> ends, Predicate<byte[]> known)
        implements KeyValueBytesStoreSupplier {

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new CommittedStore(name, ends, known);
    }

    @Override
    public String metricsScope() {
        return "committed";
    }
}
