package io.quotastack.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

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
}
