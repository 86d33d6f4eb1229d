package io.quotastack.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.apache.kafka.snapshot.SnapshotPath;
import org.apache.kafka.snapshot.Snapshots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.nodes.start.CannotStartException;

/**
 * What the controller's own log says, read before the broker starts: that one takes the directory of each topic that is not in
 * there for left over, renames it, and serves without.
 *
 * @param topics each with its id
 * @param directory the id of the log directory that the partitions are in
 * @param end of its log, up to the first batch that is damaged or cut off, where the controller cuts it too
 */
record ClusterMetadata(Map<String, Uuid> topics, Optional<Uuid> directory, long end) {

    /** Its directory below the log directory, and the partition that it is. */
    static final String NAME = "__cluster_metadata-0";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMetadata.class);
    private static final String SEGMENT = ".log";

    ClusterMetadata {
        topics = Map.copyOf(topics);
    }

    /** Of a log directory that no broker has open; nothing is in them when there are none. */
    static ClusterMetadata in(Path logDirectory) {
        Path directory = logDirectory.resolve(NAME);
        var reading = new Reading();
        if (Files.isDirectory(directory)) {
            try {
                reading.readAll(directory);
            } catch (IOException | RuntimeException e) {
                throw new CannotStartException(directory + " cannot be read: " + e.getMessage()
                        + ". Restore a backup; docs/operating/durability.md says what else can be done", e);
            }
        }
        return new ClusterMetadata(reading.topics, reading.directory, reading.end);
    }

    private static final class Reading {

        private final Map<String, Uuid> topics = new HashMap<>();
        private Optional<Uuid> directory = Optional.empty();
        private long end;

        void readAll(Path directory) throws IOException {
            Optional<SnapshotPath> snapshot;
            List<Path> segments;
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.sorted().toList();
                snapshot = all.stream().flatMap(file -> Snapshots.parse(file).stream())
                        .filter(found -> !found.partial() && !found.deleted())
                        .max(Comparator.comparing(found -> found.snapshotId()));
                segments = all.stream().filter(file -> file.toString().endsWith(SEGMENT)).toList();
            }
            if (snapshot.isPresent()) {
                readRecords(snapshot.get().path(), 0);
                end = snapshot.get().snapshotId().offset();
            }
            for (Path segment : segments) {
                if (!readSegment(segment, end)) {
                    return;
                }
            }
        }

        /** Whether all of it could be read. */
        private boolean readSegment(Path segment, long from) throws IOException {
            try {
                return readRecords(segment, from) == Files.size(segment);
            } catch (KafkaException e) {
                LOG.warn("{} is damaged behind offset {}", segment, end, e);
                return false;
            }
        }

        /** Answers how many bytes of the file are whole batches. */
        private long readRecords(Path file, long from) throws IOException {
            long whole = 0;
            try (FileRecords records = FileRecords.open(file.toFile(), false)) {
                for (RecordBatch batch : records.batches()) {
                    batch.ensureValid();
                    if (batch.lastOffset() >= from) {
                        read(batch);
                        end = batch.nextOffset();
                    }
                    whole += batch.sizeInBytes();
                }
            }
            return whole;
        }

        private void read(RecordBatch batch) {
            if (batch.isControlBatch()) {
                return;
            }
            for (Record each : batch) {
                apply(MetadataRecordSerde.INSTANCE.read(new ByteBufferAccessor(each.value()), each.valueSize())
                        .message());
            }
        }

        private void apply(ApiMessage message) {
            switch (message) {
                case TopicRecord topic -> topics.put(topic.name(), topic.topicId());
                case RemoveTopicRecord removed -> topics.values().remove(removed.topicId());
                case PartitionRecord partition -> {
                    if (directory.isEmpty()) {
                        directory = partition.directories().stream().filter(id -> !DirectoryId.reserved(id))
                                .findFirst();
                    }
                }
                default -> {
                    // All else says nothing of what the directory should have.
                }
            }
        }
    }
}
