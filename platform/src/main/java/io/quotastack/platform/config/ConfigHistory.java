package io.quotastack.platform.config;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.core.config.Config;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.topic.Topics;

/**
 * All versions of the configuration that can still be made, read once: for whoever decides old commands again. As long as
 * the compaction has removed nothing, that is all there ever were. For one thread at a time.
 */
public final class ConfigHistory implements ExactConfigSource {

    private static final TopicPartition CONFIG = new TopicPartition(Topics.CONFIG.name(), 0);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ConfigVersions versions = new ConfigVersions(Long.MAX_VALUE);
    private final long last;

    private ConfigHistory(List<ConfigVersions.Read> changes) {
        versions.add(changes);
        this.last = changes.isEmpty() ? 0 : changes.getLast().change().version();
    }

    /**
     * Reads all that is committed now.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @throws IOException a change cannot be read
     */
    public static ConfigHistory read(Map<String, Object> kafka) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = CommittedConsumer.of(kafka, Map.of())) {
            consumer.assign(List.of(CONFIG));
            consumer.seekToBeginning(List.of(CONFIG));
            long end = consumer.endOffsets(List.of(CONFIG)).getOrDefault(CONFIG, 0L);
            while (consumer.position(CONFIG) < end) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return new ConfigHistory(ConfigVersions.Read.all(records, Instant.now()));
    }

    /** The earliest version that can be made. */
    public long first() {
        return versions.first();
    }

    /** What is missing of it and cannot have been removed by compaction, in words: the topic is damaged. */
    public Optional<String> lost() {
        return versions.lost();
    }

    /** The latest one that was committed. */
    public long last() {
        return last;
    }

    @Override
    public Config exactly(long version) {
        return versions.at(version);
    }
}
