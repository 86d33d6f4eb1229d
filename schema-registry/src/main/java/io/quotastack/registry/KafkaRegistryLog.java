package io.quotastack.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/** The registry's rows in a compacted topic of one partition, under the name that Confluent's registry uses. */
final class KafkaRegistryLog implements RegistryLog {

    static final Topic TOPIC = Topic.compacted("_schemas", Topic.Spread.SINGLE);

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC.name(), 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(20);

    private final Map<String, Object> kafka;
    private final DurableProducer producer;

    /** Makes the topic if it is not there. */
    KafkaRegistryLog(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
        try (Admin admin = Admin.create(this.kafka)) {
            Topics.create(admin, new Topics.Settings(1, (short) 1), List.of(TOPIC));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        this.producer = new DurableProducer(this.kafka, "schema-registry", DURABLE_WITHIN, Map.of());
    }

    @Override
    public List<RegistryRow> readAll() {
        List<RegistryRow> rows = new ArrayList<>();
        try (var consumer = CommittedConsumer.of(kafka, Map.of())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToEnd(List.of(PARTITION));
            long end = consumer.position(PARTITION);
            consumer.seekToBeginning(List.of(PARTITION));
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> row : consumer.poll(POLL)) {
                    RegistryRowJson.row(row.key(), row.value()).ifPresent(rows::add);
                }
            }
        }
        return rows;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's tombstone is a null value
    public void append(RegistryRow row) {
        var record = new ProducerRecord<>(TOPIC.name(), RegistryRowJson.key(row),
                RegistryRowJson.value(row).orElse(null));
        try {
            producer.append(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("a row of the registry may not be durable", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
