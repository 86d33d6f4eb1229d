package io.quotastack.webhook.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.wire.WebhookCommands;

/** Appends to `webhook-commands`. */
final class WebhookLog implements AutoCloseable {

    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(30);
    /** A record of a large answer, say, or of many rows that are over, still has to fit. */
    private static final Map<String, Object> LARGE = Map.of(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);

    private final DurableProducer producer;
    private final int partitions;

    WebhookLog(Map<String, Object> kafka, int partitions) {
        this.producer = new DurableProducer(kafka, "quotastack-webhook-commands", DURABLE_WITHIN, LARGE);
        this.partitions = partitions;
    }

    /**
     * Completes when it is durable.
     *
     * @param key of the customer or the partition it is for
     */
    CompletableFuture<Void> append(String key, Object command) {
        return producer.append(new ProducerRecord<>(Topics.WEBHOOK_COMMANDS.name(),
                WebhookCommands.partition(key, partitions), key.getBytes(UTF_8),
                WebhookCommands.write(command))).thenAccept(offset -> {});
    }

    @Override
    public void close() {
        producer.close();
    }
}
