package io.quotastack.platform.config;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * The configuration's one writer.
 *
 * <pre>
 * config-commands ─▶ config-decider (config-state) ─┬▶ config
 *                                                   ├▶ config-outcomes
 *                                                   └▶ config-dead-letters
 * </pre>
 */
public final class ConfigTopology {

    /** The name of the deciding task's store; its changelog is named after it. */
    public static final String STORE = "config-state";

    static final String CONFIG_SINK = "config-sink";
    static final String OUTCOMES_SINK = "config-outcomes-sink";
    static final String DEAD_LETTERS_SINK = "config-dead-letters-sink";

    private static final String SOURCE = "config-commands-source";
    private static final String DECIDER = "config-decider";

    private ConfigTopology() {}

    /** Adds it to an application's topology, as a sub-topology of its own. */
    public static Topology addTo(Topology topology) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return topology
                .addSource(AutoOffsetReset.earliest(), SOURCE, bytesIn, bytesIn, Topics.CONFIG_COMMANDS.name())
                .addProcessor(DECIDER, ConfigDeciderProcessor::new, SOURCE)
                .addStateStore(store(), DECIDER)
                .addSink(CONFIG_SINK, Topics.CONFIG.name(), bytesOut, bytesOut, DECIDER)
                .addSink(OUTCOMES_SINK, Topics.CONFIG_OUTCOMES.name(), bytesOut, bytesOut, DECIDER)
                .addSink(DEAD_LETTERS_SINK, Topics.CONFIG_DEAD_LETTERS.name(), bytesOut, bytesOut, DECIDER);
    }

    /** Where the store's changes are. */
    public static Topic changelog(String applicationId) {
        return Topic.changelog(applicationId, STORE, Topic.Spread.SINGLE);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled().withLoggingEnabled(changelog("").configs());
    }
}
