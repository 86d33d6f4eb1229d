package io.quotastack.metering.intake;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.deadletter.DeadLetterHeaders;
import io.quotastack.schemas.topic.Topics;

/** Records that came to nothing, as they came, with {@link DeadLetterHeaders}. */
final class DeadLetters implements AutoCloseable {

    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(10);
    /** Large, and in the one compression that every client reads. */
    private static final Map<String, Object> AS_THEY_CAME = Map.of(ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip", ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);

    private final DurableProducer producer;

    DeadLetters(Map<String, Object> kafka) {
        this.producer = new DurableProducer(kafka, "usage-intake-dead-letters", DURABLE_WITHIN, AS_THEY_CAME);
    }

    /** Completes when the dead letter is durable. */
    CompletableFuture<Void> append(ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> letter = letter(record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        DeadLetterHeaders.addTo(letter.headers(), record, reason);
        return producer.append(letter).exceptionallyCompose(failure -> DurableProducer.isTooLarge(failure)
                ? producer.append(withoutContent(record, reason))
                : CompletableFuture.failedFuture(failure)).thenAccept(offset -> {});
    }

    @SuppressWarnings("NullAway") // no key and no value
    private static ProducerRecord<byte[], byte[]> withoutContent(ConsumerRecord<byte[], byte[]> record,
            String reason) {
        ProducerRecord<byte[], byte[]> letter = letter(null, null);
        DeadLetterHeaders.addTo(letter.headers(), record, reason);
        DeadLetterHeaders.addOmitted(letter.headers(), record);
        return letter;
    }

    /** Stamped when it is written, not with the source's time: its days in the topic count from here. */
    private static ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value) {
        return new ProducerRecord<>(Topics.USAGE_EVENTS_DEAD_LETTERS.name(), 0, key, value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
