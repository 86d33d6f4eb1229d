package io.quotastack.ledger.node;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.schemas.topic.Topics;

/**
 * Appends commands to the log, never inside a transaction: an open one would hold up every caller behind it. A repeat
 * is harmless, the ledger knows it by its id.
 */
final class CommandLog implements AutoCloseable {

    private static final int BULK_BATCH_BYTES = 256 << 10;

    private final Producer<byte[], byte[]> prompt;
    private final Producer<byte[], byte[]> bulk;
    private final int partitions;
    private final DecidedOffsets decided;
    private final AtomicLongArray durableEnds;
    private final AtomicIntegerArray unacknowledged;

    CommandLog(NodeSettings settings, DecidedOffsets decided) {
        this.partitions = settings.partitions();
        this.decided = decided;
        this.durableEnds = new AtomicLongArray(partitions);
        this.unacknowledged = new AtomicIntegerArray(partitions);
        int answerMillis = Math.toIntExact(settings.limits().answerWithin().toMillis());
        this.prompt = producer(settings, 0, 16 << 10, answerMillis);
        this.bulk = producer(settings, 5, BULK_BATCH_BYTES, answerMillis);
    }

    private static Producer<byte[], byte[]> producer(NodeSettings settings, int lingerMillis, int batchBytes,
            int timeoutMillis) {
        var configs = new HashMap<>(settings.kafka());
        configs.put(ProducerConfig.CLIENT_ID_CONFIG, "quotastack-commands-" + (lingerMillis == 0 ? "prompt" : "bulk"));
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
        configs.put(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis - lingerMillis);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis);
        return new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Appends a command somebody waits for; completes with its offset when it is durable. */
    CompletableFuture<Long> appendPromptly(CommandEnvelope command) {
        return append(prompt, command);
    }

    /** Appends a command nobody waits for, in larger batches; completes with its offset when it is durable. */
    CompletableFuture<Long> append(CommandEnvelope command) {
        return append(bulk, command);
    }

    private CompletableFuture<Long> append(Producer<byte[], byte[]> producer, CommandEnvelope command) {
        String key = command.customer().key().toString();
        int partition = Topics.partition(key, partitions);
        var durable = new CompletableFuture<Long>();
        unacknowledged.incrementAndGet(partition);
        var record = new ProducerRecord<>(Topics.COMMANDS.name(), partition, key.getBytes(StandardCharsets.UTF_8),
                CommandCodec.write(command));
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
                unacknowledged.decrementAndGet(partition);
                if (failure == null) {
                    durableEnds.accumulateAndGet(partition, metadata.offset() + 1, Math::max);
                    durable.complete(metadata.offset());
                } else {
                    durable.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            unacknowledged.decrementAndGet(partition);
            durable.completeExceptionally(e);
        }
        return durable;
    }

    /** Commands of this partition that were handed in here and are not decided yet. */
    long undecided(int partition) {
        return Math.max(0, durableEnds.get(partition) - decided.decidedEnd(partition))
                + unacknowledged.get(partition);
    }

    @Override
    public void close() {
        prompt.close();
        bulk.close();
    }
}
