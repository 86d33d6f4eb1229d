package io.quotastack.metering.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * Looks now and then how far the intake is, and what keeps it from going on: not by what this node has of it, but by what the
 * cluster says of all partitions, so that it also tells of those that nobody reads.
 */
final class IntakeWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Admin admin;
    private final PollingThread thread = new PollingThread("usage-intake-watch", this::look);
    /** Where the open transaction begins that holds a partition up, and since when it was seen there. */
    private final Map<TopicPartition, Held> held = new HashMap<>();
    private final Map<String, Double> deadLetters = new ConcurrentHashMap<>();
    private volatile long lagRecords;
    private volatile long heldNanos;
    private volatile long deletedUnread;

    private record Held(long offset, long sinceNanos) {}

    IntakeWatch(Map<String, Object> kafka, MeterRegistry metrics) {
        this.admin = Admin.create(kafka);
        Gauge.builder("quotastack.intake.lag.records", this, watch -> watch.lagRecords)
                .description("usage records in Kafka that are not taken in yet").register(metrics);
        Gauge.builder("quotastack.intake.deleted.unread.records", this, watch -> watch.deletedUnread)
                .description("usage records that retention deleted before they were taken in").register(metrics);
        TimeGauge.builder("quotastack.intake.held", this, TimeUnit.NANOSECONDS, watch -> watch.heldNanos)
                .description("for how long an open transaction of a producer has held usage up; 0 while none does")
                .register(metrics);
        for (Topic topic : Topics.DEAD_LETTERS) {
            // No number until it is known: one that began at 0 would seem to grow at each start.
            Gauge.builder("quotastack.dead.letters.end.offset", deadLetters,
                    ends -> ends.getOrDefault(topic.name(), Double.NaN))
                    .tag("topic", topic.name())
                    .description("where a topic of dead letters ends: it grows with each record that is set aside")
                    .register(metrics);
        }
    }

    void start() {
        thread.start();
    }

    private Duration look() {
        try {
            lookOnce();
            lookAtDeadLetters();
        } catch (ExecutionException | KafkaException e) {
            LOG.info("how far the usage intake is cannot be told now: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return BETWEEN_LOOKS;
    }

    private void lookOnce() throws ExecutionException, InterruptedException {
        String topic = Topics.USAGE_EVENTS.name();
        List<TopicPartition> partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(found -> found.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        // In this order, so that what is read meanwhile makes no record look lost or held up.
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(UsageIntake.GROUP)
                .partitionsToOffsetAndMetadata().get();
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        long lag = 0;
        long deleted = 0;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long next = Optional.ofNullable(committed.get(partition)).map(OffsetAndMetadata::offset).orElse(0L);
            lag += Math.max(0, ends.getOrDefault(partition, 0L) - Math.max(begin, next));
            deleted += Math.max(0, begin - next);
        }
        lagRecords = lag;
        if (deleted > 0 && deletedUnread == 0) {
            LOG.error("{} usage records were deleted before they were read: their retention is too short", deleted);
        }
        // It stays until a restart: what was lost does not come back when the intake has gone past it.
        deletedUnread = Math.max(deletedUnread, deleted);
        heldNanos = longestHeld(ends, stable);
    }

    /** Of all apps: each writes its own, and this is the one that looks at offsets. */
    private void lookAtDeadLetters() throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = Topics.DEAD_LETTERS.stream().map(topic -> new TopicPartition(topic.name(), 0))
                .toList();
        offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
                .forEach((partition, end) -> deadLetters.put(partition.topic(), (double) end));
    }

    private long longestHeld(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> stable) {
        long now = System.nanoTime();
        long longest = 0;
        for (var end : ends.entrySet()) {
            long open = stable.getOrDefault(end.getKey(), end.getValue());
            if (open >= end.getValue()) {
                held.remove(end.getKey());
            } else {
                Held since = held.compute(end.getKey(),
                        (partition, known) -> known == null || known.offset() != open ? new Held(open, now) : known);
                longest = Math.max(longest, now - since.sinceNanos());
            }
        }
        return longest;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> found = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : admin
                .listOffsets(asked, new ListOffsetsOptions(level)).all().get().entrySet()) {
            found.put(each.getKey(), each.getValue().offset());
        }
        return found;
    }

    @Override
    public void close() {
        thread.close();
        admin.close(Duration.ofSeconds(1));
    }
}
