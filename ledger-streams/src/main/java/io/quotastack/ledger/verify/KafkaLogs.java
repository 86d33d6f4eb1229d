package io.quotastack.ledger.verify;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.ledger.node.GroupOffsets;
import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.ledger.process.LedgerTopology;
import io.quotastack.platform.client.Settled;
import io.quotastack.platform.deadletter.DeadLetterHeaders;
import io.quotastack.schemas.topic.Topics;

/** The ledger's logs in a cluster. */
final class KafkaLogs implements AutoCloseable {

    private static final String CHANGELOG = LedgerNode.APPLICATION_ID + "-" + LedgerTopology.STATE + "-changelog";

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

    private final Map<String, Object> kafka;
    private final Admin admin;

    KafkaLogs(Map<String, Object> kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka);
    }

    int partitions() {
        return get(admin.describeTopics(Set.of(Topics.COMMANDS.name())).allTopicNames()).values().stream()
                .mapToInt(topic -> topic.partitions().size()).sum();
    }

    /**
     * The logs of a partition as they are now. The order of looks matters: state, then entries, between two looks at how far
     * the commands are decided. A log is looked at when all is settled in it that was written before.
     */
    PartitionLog partition(int partition) {
        var commands = new TopicPartition(Topics.COMMANDS.name(), partition);
        var changelog = new TopicPartition(CHANGELOG, partition);
        var entries = new TopicPartition(Topics.LEDGER_ENTRIES.name(), partition);
        long first = offset(commands, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        long committed = committed(commands);
        long changelogEnd = settledEnd(changelog);
        long entriesEnd = settledEnd(entries);
        long committedLater = committed(commands);
        return new KafkaPartitionLog(commands, new KeysetPage(changelog, beginning(changelog), changelogEnd),
                new KeysetPage(entries, beginning(entries), entriesEnd),
                new PartitionLog.Cut(Math.min(first, committed), committed, committedLater));
    }

    private long beginning(TopicPartition log) {
        return offset(log, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Up to where all transactions are settled; at least up to where the log is written now. */
    private long settledEnd(TopicPartition log) {
        long written = offset(log, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        return Settled.await(log, () -> Optional.of(offset(log, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))
                .filter(end -> end >= written));
    }

    /** The next offset to decide; waits for a transaction that is about to move it. */
    private long committed(TopicPartition commands) {
        return GroupOffsets.of(admin, commands, ANSWERED_WITHIN).orElse(0);
    }

    private long offset(TopicPartition log, OffsetSpec which, IsolationLevel isolation) {
        return get(admin.listOffsets(Map.of(log, which), new ListOffsetsOptions(isolation)).partitionResult(log))
                .offset();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the cluster did not say how far its logs are", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotVerifyException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }

    private record KeysetPage(TopicPartition log, long from, long to) {}

    private final class KafkaPartitionLog implements PartitionLog {
        private final TopicPartition commands;
        private final KeysetPage changelog;
        private final KeysetPage entries;
        private final Cut cut;

        KafkaPartitionLog(TopicPartition commands, KeysetPage changelog, KeysetPage entries, Cut cut) {
            this.commands = commands;
            this.changelog = changelog;
            this.entries = entries;
            this.cut = cut;
        }

        @Override
        public int partition() {
            return commands.partition();
        }

        @Override
        public Cut cut() {
            return cut;
        }

        @Override
        public LogCursor commands(long from, long to) {
            return new KafkaCursor(kafka, commands, from, to);
        }

        @Override
        public LogCursor changelog() {
            return cursor(changelog);
        }

        @Override
        public LogCursor entries() {
            return cursor(entries);
        }

        private LogCursor cursor(KeysetPage stretch) {
            return new KafkaCursor(kafka, stretch.log(), stretch.from(), stretch.to());
        }

        @Override
        public Set<Long> deadLetters() {
            var letters = new TopicPartition(Topics.COMMAND_DEAD_LETTERS.name(), 0);
            Set<Long> offsets = new HashSet<>();
            try (var cursor = new KafkaCursor(kafka, letters, beginning(letters), settledEnd(letters))) {
                for (Optional<ConsumerRecord<byte[], byte[]>> letter = cursor.nextRecord(); letter
                        .isPresent(); letter = cursor.nextRecord()) {
                    DeadLetterHeaders.sourceOf(letter.get().headers())
                            .filter(source -> source.topic().equals(commands.topic())
                                    && source.partition() == commands.partition())
                            .ifPresent(source -> offsets.add(source.offset()));
                }
            }
            return offsets;
        }
    }
}
