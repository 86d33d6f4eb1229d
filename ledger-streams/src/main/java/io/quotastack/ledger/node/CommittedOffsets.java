package io.quotastack.ledger.node;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import io.quotastack.platform.app.NodeSettings;
import io.quotastack.schemas.topic.Topics;

/** How far the log of commands was decided when a node starts. */
final class CommittedOffsets {

    private CommittedOffsets() {}

    /** The next offset to decide, by partition; partitions of which nothing is decided yet are left out. */
    static Map<Integer, Long> read(NodeSettings settings) {
        var configs = new HashMap<>(settings.kafka());
        configs.put(ConsumerConfig.GROUP_ID_CONFIG, LedgerNode.APPLICATION_ID);
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var commands = IntStream.range(0, settings.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.COMMANDS.name(), partition))
                .collect(Collectors.toSet());
        var decided = new HashMap<Integer, Long>();
        try (var consumer = new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.committed(commands).forEach((partition, committed) -> {
                if (committed != null) {
                    decided.put(partition.partition(), committed.offset());
                }
            });
        }
        return decided;
    }
}
