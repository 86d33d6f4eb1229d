package io.quotastack.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.registry.SchemaRegistration;

class TopicsTest {

    @Test
    void placesAKeyWhereKafkasDefaultPartitionerDoes() {
        for (int i = 0; i < 1_000; i++) {
            String key = "tenant/live/customer-é-" + i;
            assertThat(Topics.partition(key, 12))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), 12));
        }
    }

    @Test
    void theTimeOfDecisionsIsTheBrokers() {
        assertThat(List.of(Topics.COMMANDS, Topics.CONFIG_COMMANDS)).allSatisfy(topic -> assertThat(topic.configs())
                .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    @Test
    void theLedgerIsKeptForEver() {
        assertThat(Topics.LEDGER_ENTRIES.configs()).containsEntry(TopicConfig.RETENTION_MS_CONFIG, "-1")
                .containsEntry(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    }

    /** What is in the registry has its schema there, dead letters are as they came, and the cluster's settings are plain text. */
    @Test
    void everyTopicWithAFormatOfOursIsStamped() {
        var others = new HashSet<>(List.of(Topics.FORMATS, Topics.CLUSTER_SETTINGS,
                Topics.USAGE_EVENTS_DEAD_LETTERS, Topics.WEBHOOK_DEAD_LETTERS, Topics.COMMAND_DEAD_LETTERS,
                Topics.CONFIG_DEAD_LETTERS));
        Topics.ALL.stream().filter(topic -> SchemaRegistration.subjects()
                .containsKey(SchemaRegistration.valueSubject(topic.name()))).forEach(others::add);

        assertThat(Topics.INTERNAL).doesNotContainAnyElementsOf(others);
        assertThat(Stream.concat(Topics.INTERNAL.stream(), others.stream())).containsExactlyInAnyOrderElementsOf(
                Topics.ALL);
    }
}
