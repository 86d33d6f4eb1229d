package io.quotastack.platform.client;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer in no group: whoever has it says which partitions it reads, and from where. It sees committed records only. */
public final class CommittedConsumer {

    private CommittedConsumer() {}

    /**
     * A consumer with the settings that all of ours have, and some of its own.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     */
    public static Consumer<byte[], byte[]> of(Map<String, Object> kafka, Map<String, Object> own) {
        var settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putAll(own);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
