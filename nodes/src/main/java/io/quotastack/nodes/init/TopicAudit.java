package io.quotastack.nodes.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

import io.quotastack.nodes.start.Counted;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/** Whether a topic that is there is as it has to be. What only costs speed or room is the operator's to choose. */
final class TopicAudit {

    private static final BiPredicate<String, String> SAME = String::equals;
    /** What of a topic's configuration matters, and how it may differ. */
    private static final Map<String, BiPredicate<String, String>> RULES = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, SAME, //
            TopicConfig.DELETE_RETENTION_MS_CONFIG, TopicAudit::atLeast, //
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, SAME, //
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, TopicAudit::atLeast, //
            TopicConfig.RETENTION_MS_CONFIG, TopicAudit::atLeast, //
            TopicConfig.RETENTION_BYTES_CONFIG, TopicAudit::atLeast, //
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, TopicAudit::atLeast, //
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicAudit::atLeast, //
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, TopicAudit::atLeast);

    private TopicAudit() {}

    private static boolean atLeast(String found, String wanted) {
        return number(found) >= number(wanted);
    }

    /** -1: without bound. */
    private static long number(String value) {
        long number = Long.parseLong(value);
        return number < 0 ? Long.MAX_VALUE : number;
    }

    /** What is wrong with a topic; nothing when it is right. */
    static List<String> faults(Topic topic, Topics.Settings settings, TopicDescription found, Config config) {
        List<String> faults = new ArrayList<>();
        int partitions = topic.partitions(settings.customerPartitions());
        if (found.partitions().size() != partitions) {
            faults.add("it has " + Counted.of(found.partitions().size(), "partition") + ", not " + partitions
                    + ", and that cannot be changed");
        }
        int copies = found.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
        if (copies < settings.replication()) {
            faults.add("it has " + copies + " copies, not " + settings.replication());
        }
        Map<String, String> wanted = Stream
                .concat(topic.configs().entrySet().stream(),
                        Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.inSync()))
                                .entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        wanted.forEach((name, value) -> Optional.ofNullable(RULES.get(name)).ifPresent(rule -> {
            String there = Optional.ofNullable(config.get(name)).map(entry -> String.valueOf(entry.value())).orElse("");
            if (there.isEmpty() || !rule.test(there, value)) {
                faults.add(name + " is " + there + ", not " + value);
            }
        }));
        return faults.stream().sorted().toList();
    }
}
