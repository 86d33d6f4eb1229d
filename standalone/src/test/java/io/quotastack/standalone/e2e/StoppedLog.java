package io.quotastack.standalone.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.standalone.broker.EmbeddedBroker;

/** The log of a data directory whose process is stopped: its broker alone, of one partition each. */
final class StoppedLog implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final Map<String, Object> kafka;

    StoppedLog(Path dataDirectory) {
        broker = EmbeddedBroker.start(dataDirectory, 0, true);
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
    }

    /** A record of a topic, by its key. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Row(byte[] key, byte[] value) {

        /** What a later version would write under that key. */
        Row ofALaterFormat() {
            byte[] later = value.clone();
            later[0] = Byte.MAX_VALUE;
            return new Row(key, later);
        }

        String keyAsHex() {
            return HexFormat.of().formatHex(key);
        }
    }

    /** The last record of the topic whose key is wanted. */
    Row last(String topic, Predicate<byte[]> wanted) {
        return all(topic).stream().filter(row -> wanted.test(row.key())).reduce((row, later) -> later)
                .orElseThrow(() -> new AssertionError(topic + " has no such record"));
    }

    /** All committed records of the topic. */
    @SuppressWarnings("NullAway") // a tombstone's value is null
    List<Row> all(String topic) {
        var partition = new TopicPartition(topic, 0);
        List<Row> rows = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    rows.add(new Row(record.key(), record.value()));
                }
            }
        }
        return rows;
    }

    /** How many records of the topic that consumer group has not done with. */
    long uncommitted(String group, String topic) throws InterruptedException {
        var partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(kafka)) {
            var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition);
            long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get()
                    .offset();
            return end - (committed == null ? 0 : committed.offset());
        } catch (ExecutionException e) {
            throw new KafkaException("the offsets are not known", e.getCause());
        }
    }

    /** Where that consumer group goes on in the topic. */
    long offset(String group, String topic) throws InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            return Objects.requireNonNull(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()
                    .get(new TopicPartition(topic, 0))).offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the offset is not known", e.getCause());
        }
    }

    /** Sets that, as an operator would; waits until the group is known to have no members. */
    void setOffset(String group, String topic, long offset) {
        var offsets = Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
        try (Admin admin = Admin.create(kafka)) {
            Eventually.within(Duration.ofSeconds(60), () -> isSet(admin, group, offsets), set -> set);
        }
    }

    private static boolean isSet(Admin admin, String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
            return true;
        } catch (ExecutionException e) {
            return false; // a member that died is not given up yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Deletes all that is in the topic, as its retention would in time. */
    void deleteAll(String topic) throws InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1))).all().get();
        } catch (ExecutionException e) {
            throw new KafkaException("not deleted", e.getCause());
        }
    }

    void append(String topic, Row row) throws InterruptedException {
        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, row.key(), row.value()))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("not appended", e.getCause());
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
