package io.quotastack.platform.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.gateway.OutcomePendingException;

/**
 * Appends records, never inside a transaction, and tells when each is durable: what is appended is seen at once, and an
 * open transaction would hold up every reader behind it. Idempotent, so a record stands once and in the order of the calls.
 *
 * <p>What is not durable yet is bounded by {@link #BUFFER_BYTES}; beyond that a call waits, as long as half of what a
 * record may take.
 */
public final class DurableProducer implements AutoCloseable {

    private static final long BUFFER_BYTES = 32L << 20;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;

    /**
     * A producer with the settings that all of ours have, and some of its own.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @param clientId by which the broker's log names it
     * @param durableWithin after that long a record fails, and may be durable all the same
     * @param own settings, such as how long batches gather
     */
    public DurableProducer(Map<String, Object> kafka, String clientId, Duration durableWithin,
            Map<String, Object> own) {
        this(new KafkaProducer<>(settings(kafka, clientId, durableWithin, own), new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    /** By a client that is there, which is closed with this. */
    public DurableProducer(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String clientId, Duration durableWithin,
            Map<String, Object> own) {
        int millis = Math.toIntExact(durableWithin.toMillis());
        var settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 2);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.putAll(own);
        return settings;
    }

    /**
     * Completes with the record's offset when it is durable, on a thread that must not be held up; fails with Kafka's
     * exception. Never throws.
     */
    public CompletableFuture<Long> append(ProducerRecord<byte[], byte[]> record) {
        var durable = new CompletableFuture<Long>();
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    durable.complete(metadata.offset());
                } else {
                    durable.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            durable.completeExceptionally(e);
        }
        return durable;
    }

    /** Whether a record failed because it is larger than the producer or the topic takes: it will fail again. */
    public static boolean isTooLarge(Throwable failure) {
        return (failure instanceof CompletionException
                ? failure.getCause()
                : failure) instanceof RecordTooLargeException;
    }

    /** What whoever waits for an append is told of its failure: it may be durable all the same, unless it never can be. */
    public static RuntimeException told(Throwable failure) {
        return isTooLarge(failure)
                ? new IllegalStateException("the command could not be sent", failure)
                : new OutcomePendingException("the command may be durable: " + failure.getMessage());
    }

    /** Waits a little for what is under way; what is not acknowledged by then fails. */
    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
