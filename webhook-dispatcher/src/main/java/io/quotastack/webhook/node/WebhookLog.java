package io.quotastack.webhook.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.wire.WebhookCommands;

/** Appends to `webhook-commands`, outside of any transaction: what is appended is seen at once. */
final class WebhookLog implements AutoCloseable {

    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final int partitions;

    WebhookLog(Map<String, Object> kafka, int partitions) {
        var configs = new HashMap<>(kafka);
        configs.put(ProducerConfig.CLIENT_ID_CONFIG, "quotastack-webhook-commands");
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configs.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        configs.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DURABLE_WITHIN.toMillis() / 2);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DURABLE_WITHIN.toMillis());
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DURABLE_WITHIN.toMillis());
        this.producer = new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
        this.partitions = partitions;
    }

    /**
     * Completes when it is durable.
     *
     * @param key of the customer or the partition it is for
     */
    CompletableFuture<Void> append(String key, Object command) {
        int partition = WebhookCommands.isForPartition(key)
                ? WebhookCommands.partitionOfKey(key)
                : Topics.partition(key, partitions);
        var durable = new CompletableFuture<Void>();
        try {
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(Topics.WEBHOOK_COMMANDS.name(),
                    partition, key.getBytes(UTF_8), WebhookCommands.write(command)), (metadata, failure) -> {
                        if (failure == null) {
                            durable.complete(null);
                        } else {
                            durable.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException e) {
            durable.completeExceptionally(e);
        }
        return durable;
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
