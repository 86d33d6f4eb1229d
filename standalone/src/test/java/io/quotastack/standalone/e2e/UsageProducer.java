package io.quotastack.standalone.e2e;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroSerdes;

/** A Kafka client that reports usage: a plain producer, in Avro or as CloudEvents (CONTRACT 12). */
final class UsageProducer implements AutoCloseable {

    static final String TOPIC = "usage-events";

    private static final int TAKEN_WITHIN_MILLIS = 8_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final AvroSerdes serdes;

    UsageProducer(QuotaStackProcess process) {
        this(process.bootstrapServers(), process.registry());
    }

    UsageProducer(String bootstrapServers, URI registry) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "delivery.timeout.ms", TAKEN_WITHIN_MILLIS,
                        "request.timeout.ms", TAKEN_WITHIN_MILLIS / 2, "max.block.ms", TAKEN_WITHIN_MILLIS / 2),
                new ByteArraySerializer(), new ByteArraySerializer());
        this.serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, registry.toString(),
                AvroSerdes.AUTO_REGISTER, false));
    }

    /** An event of that tenant in {@code live}; its customer and more are for the caller to set. */
    static UsageEvent.Builder event(String tenantId, String eventId, String metric, long units) {
        TrustedTypes.install();
        return UsageEvent.newBuilder().setTenantId(tenantId).setEnvironment("live").setEventId(eventId)
                .setBillableMetricKey(metric).setUnits(units);
    }

    /** Returns when the broker has it. */
    void avro(String key, UsageEvent event) {
        try (var serializer = serdes.values(UsageEvent.class).serializer()) {
            send(record(key, Objects.requireNonNull(serializer.serialize(TOPIC, event))));
        }
    }

    /** Returns when the broker has all of them, each under its customer's key. */
    void avroAll(List<UsageEvent> events) {
        try (var serializer = serdes.values(UsageEvent.class).serializer()) {
            List<Future<RecordMetadata>> sent = events.stream().map(event -> producer.send(
                    record(event.getExternalCustomerId(),
                            Objects.requireNonNull(serializer.serialize(TOPIC, event)))))
                    .toList();
            sent.forEach(UsageProducer::await);
        }
    }

    /** A CloudEvent in structured mode: the whole of it in the value. */
    void structured(String key, String contentType, Map<String, ?> cloudEvent) {
        var record = record(key, Json.bytes(cloudEvent));
        record.headers().add("content-type", bytes(contentType));
        send(record);
    }

    /** A CloudEvent in binary mode: its attributes in headers, its data in the value. */
    void binary(String key, Map<String, String> attributes, byte[] data) {
        send(binaryRecord(key, attributes, data));
    }

    /** The same without data, and with a header whose bytes replace those of its attribute. */
    void binary(String key, Map<String, String> attributes, String header, byte[] value) {
        var record = binaryRecord(key, attributes, new byte[0]);
        record.headers().remove(header).add(header, value);
        send(record);
    }

    private static ProducerRecord<byte[], byte[]> binaryRecord(String key, Map<String, String> attributes,
            byte[] data) {
        var record = record(key, data);
        attributes.forEach((name, value) -> record.headers().add("ce_" + name, bytes(value)));
        return record;
    }

    void raw(String key, byte[] value) {
        send(record(key, value));
    }

    private static ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ProducerRecord<>(TOPIC, bytes(key), value);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        await(producer.send(record));
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get(2L * TAKEN_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("not taken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while producing", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        serdes.close();
    }
}
