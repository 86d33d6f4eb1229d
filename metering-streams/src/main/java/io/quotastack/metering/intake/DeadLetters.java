package io.quotastack.metering.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.platform.deadletter.DeadLetterHeaders;
import io.quotastack.schemas.topic.Topics;

/** Records that came to nothing, as they came, with {@link DeadLetterHeaders}. */
final class DeadLetters implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final Duration MAX_BLOCK = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final KafkaProducer<byte[], byte[]> producer;

    DeadLetters(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "usage-intake-dead-letters");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        // The one compression that every client reads.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Completes when the dead letter is durable. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
    CompletableFuture<Void> append(ConsumerRecord<byte[], byte[]> record, String reason) {
        var durable = new CompletableFuture<Void>();
        producer.send(letter(record.key(), record.value(), DeadLetterHeaders.of(record, reason)),
                (metadata, failure) -> {
                    if (failure instanceof RecordTooLargeException) {
                        appendWithoutContent(record, reason, durable);
                    } else {
                        complete(durable, failure);
                    }
                });
        return durable;
    }

    @SuppressWarnings({"NullAway", "FutureReturnValueIgnored"}) // no key and no value; the callback hears of the rest
    private void appendWithoutContent(ConsumerRecord<byte[], byte[]> record, String reason,
            CompletableFuture<Void> durable) {
        producer.send(letter(null, null, DeadLetterHeaders.withoutContent(record, reason)),
                (metadata, failure) -> complete(durable, failure));
    }

    /** Stamped when it is written, not with the source's time: its days in the topic count from here. */
    private static ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value, Headers headers) {
        return new ProducerRecord<>(Topics.USAGE_EVENTS_DEAD_LETTERS.name(), 0, key, value, headers);
    }

    private static void complete(CompletableFuture<Void> durable, Exception failure) {
        if (failure == null) {
            durable.complete(null);
        } else {
            durable.completeExceptionally(failure);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
