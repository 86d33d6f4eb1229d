package io.quotastack.standalone.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.metering.intake.UsageIntake;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongFormatException;
import io.quotastack.webhook.node.WebhookNode;

/** The broker of a running process: topics, how far each reader is behind, and what nobody could read. */
final class KafkaCheck {

    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    /** What is appended and not committed yet, at any moment of a busy process. */
    private static final long BUSY = 20_000;

    /** Whoever reads a topic, in words. */
    private record Reader(String subject, String group, Topic topic) {}

    private static final List<Reader> READERS = List.of(
            new Reader("commands to be decided", LedgerNode.APPLICATION_ID, Topics.COMMANDS),
            new Reader("usage to be taken in", UsageIntake.GROUP, Topics.USAGE_EVENTS),
            new Reader("events to be delivered", WebhookNode.APPLICATION_ID, Topics.CUSTOMER_EVENTS));

    private final Map<String, Object> kafka;

    KafkaCheck(String bootstrapServers) {
        this.kafka = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    }

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        String where = String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        try (Admin admin = Admin.create(kafka)) {
            Map<String, Integer> partitions = partitions(admin);
            findings.add(topics(admin, where, partitions));
            findings.addAll(lag(admin, partitions));
            findings.addAll(deadLetters(admin));
        } catch (ExecutionException e) {
            findings.add(Finding.wrong("Kafka", where + " does not answer: " + e.getCause(), "look into its log"));
        } catch (KafkaException e) {
            findings.add(Finding.wrong("Kafka", where + " does not answer: " + e, "look into its log"));
        }
        return findings;
    }

    private static Map<String, Integer> partitions(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        List<String> ours = Topics.ALL.stream().map(Topic::name).filter(there::contains).toList();
        return admin.describeTopics(ours).allTopicNames().get().values().stream()
                .collect(Collectors.toMap(topic -> topic.name(), topic -> topic.partitions().size()));
    }

    private Finding topics(Admin admin, String where, Map<String, Integer> partitions) throws InterruptedException {
        List<String> missing = Topics.ALL.stream().map(Topic::name).filter(name -> !partitions.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            return Finding.wrong("topics", where + " lacks " + String.join(", ", missing),
                    "restart the process, which makes what is missing");
        }
        try {
            Topics.checkFormats(kafka, admin);
            return Finding.ok("topics", where + " has all " + Topics.ALL.size());
        } catch (WrongFormatException e) {
            return Finding.wrong("topics", e.refusal(), "as it says");
        }
    }

    private static List<Finding> lag(Admin admin, Map<String, Integer> partitions)
            throws ExecutionException, InterruptedException {
        Map<Reader, Long> first = lags(admin, partitions);
        boolean somebodyIsBehind = first.values().stream().anyMatch(lag -> lag > BUSY);
        if (somebodyIsBehind) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        Map<Reader, Long> second = somebodyIsBehind ? lags(admin, partitions) : first;
        List<Finding> findings = new ArrayList<>();
        second.forEach((reader, lag) -> findings.add(behind(reader.subject(), lag, first.getOrDefault(reader, 0L))));
        return findings;
    }

    private static Finding behind(String subject, long lag, long before) {
        String found = lag + (lag == 1 ? " record" : " records");
        if (lag <= BUSY) {
            return Finding.ok(subject, found);
        }
        String compared = found + ", " + before + " " + BETWEEN_LOOKS.toSeconds() + " s before";
        return lag < before
                ? Finding.warning(subject, compared, "it catches up: wait")
                : Finding.wrong(subject, compared, "look into the log of the process, and at /readyz");
    }

    private static Map<Reader, Long> lags(Admin admin, Map<String, Integer> partitions)
            throws ExecutionException, InterruptedException {
        Map<Reader, Long> lags = new LinkedHashMap<>();
        for (Reader reader : READERS) {
            List<TopicPartition> all = partitionsOf(reader.topic().name(),
                    partitions.getOrDefault(reader.topic().name(), 0));
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(reader.group())
                    .partitionsToOffsetAndMetadata().get();
            Map<TopicPartition, Long> ends = offsets(admin, all, OffsetSpec.latest());
            Map<TopicPartition, Long> begins = offsets(admin, all, OffsetSpec.earliest());
            long lag = 0;
            for (TopicPartition partition : all) {
                OffsetAndMetadata known = committed.get(partition);
                long from = known == null ? begins.getOrDefault(partition, 0L) : known.offset();
                lag += Math.max(0, ends.getOrDefault(partition, 0L) - from);
            }
            lags.put(reader, lag);
        }
        return lags;
    }

    private static List<Finding> deadLetters(Admin admin) throws ExecutionException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (Topic topic : Topics.DEAD_LETTERS) {
            List<TopicPartition> all = partitionsOf(topic.name(), 1);
            Map<TopicPartition, Long> begins = offsets(admin, all, OffsetSpec.earliest());
            long records = offsets(admin, all, OffsetSpec.latest()).entrySet().stream()
                    .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L)).sum();
            if (records > 0 && topic.equals(Topics.USAGE_EVENTS_DEAD_LETTERS)) {
                findings.add(Finding.warning("dead letters", topic.name() + " is not empty",
                        "read it: each has its reason in its headers, and was charged to nobody"));
            } else if (records > 0) {
                findings.add(Finding.wrong("dead letters", topic.name() + " is not empty",
                        "read it: something is broken, and each record has the reason in its headers"));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("dead letters", "none")) : findings;
    }

    private static List<TopicPartition> partitionsOf(String topic, int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        return all;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
