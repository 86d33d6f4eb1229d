package io.quotastack.ledger.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.topic.Topics;

/** Appends commands to the log. A repeat is harmless, the ledger knows it by its id. */
final class CommandLog implements AutoCloseable {

    private static final Map<String, Object> IN_LARGER_BATCHES = Map.of(ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);

    /**
     * What comes while an append is under way goes with the next one. More of them at a time are more fsyncs, fetches and
     * wake-ups for the same commands: at 64 callers 5,500/s against 6,200/s.
     */
    private static final Map<String, Object> ONE_AFTER_THE_OTHER = Map
            .of(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);

    private final DurableProducer prompt;
    private final DurableProducer bulk;
    private final int partitions;
    private final DecidedOffsets decided;
    private final AtomicLongArray durableEnds;
    private final AtomicIntegerArray unacknowledged;

    CommandLog(NodeSettings settings, DecidedOffsets decided) {
        this.partitions = settings.partitions();
        this.decided = decided;
        this.durableEnds = new AtomicLongArray(partitions);
        this.unacknowledged = new AtomicIntegerArray(partitions);
        Duration within = settings.limits().answerWithin();
        this.prompt = new DurableProducer(settings.kafka(), "quotastack-commands-prompt", within, ONE_AFTER_THE_OTHER);
        this.bulk = new DurableProducer(settings.kafka(), "quotastack-commands-bulk", within, IN_LARGER_BATCHES);
    }

    /** Appends a command somebody waits for; completes with its offset when it is durable. */
    CompletableFuture<Long> appendPromptly(CommandEnvelope command) {
        return append(prompt, command);
    }

    /** Appends a command nobody waits for, in larger batches; completes with its offset when it is durable. */
    CompletableFuture<Long> append(CommandEnvelope command) {
        return append(bulk, command);
    }

    private CompletableFuture<Long> append(DurableProducer producer, CommandEnvelope command) {
        String key = command.customer().key().toString();
        int partition = Topics.partition(key, partitions);
        unacknowledged.incrementAndGet(partition);
        return producer.append(new ProducerRecord<>(Topics.COMMANDS.name(), partition,
                key.getBytes(StandardCharsets.UTF_8), CommandCodec.write(command))).whenComplete((offset, failure) -> {
                    unacknowledged.decrementAndGet(partition);
                    if (failure == null) {
                        durableEnds.accumulateAndGet(partition, offset + 1, Math::max);
                    }
                });
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
