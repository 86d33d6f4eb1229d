package io.quotastack.standalone.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.schemas.serde.AvroSerdes;

/** A Kafka client that reads what was committed, from the start of a topic, with the schemas of the registry. */
final class TopicReader implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Map<String, Object> settings;
    private final AvroSerdes serdes;

    TopicReader(QuotaStackProcess process) {
        this.settings = Map.of("bootstrap.servers", process.bootstrapServers(), "isolation.level", "read_committed");
        this.serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, process.registry().toString()));
    }

    /** A record that was found, and its value. */
    record Found<T>(ConsumerRecord<byte[], byte[]> record, T value) {}

    /** The first that many values that are wanted. */
    <T extends SpecificRecord> List<Found<T>> avro(String topic, Class<T> type, int count, Predicate<T> wanted) {
        try (Deserializer<T> deserializer = serdes.values(type).deserializer()) {
            return first(topic, count, record -> new Found<>(record, deserializer.deserialize(topic, record.value())),
                    found -> wanted.test(found.value()));
        }
    }

    /** The first that many records that are wanted, as they came. */
    List<ConsumerRecord<byte[], byte[]>> raw(String topic, int count,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return first(topic, count, record -> record, wanted);
    }

    private interface Reading<F> {
        F read(ConsumerRecord<byte[], byte[]> record);
    }

    private <F> List<F> first(String topic, int count, Reading<F> reading, Predicate<F> wanted) {
        List<F> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + WITHIN.toNanos();
            while (found.size() < count) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError(topic + " had " + found.size() + " of " + count + ": " + found);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    F one = reading.read(record);
                    if (wanted.test(one)) {
                        found.add(one);
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        serdes.close();
    }
}
