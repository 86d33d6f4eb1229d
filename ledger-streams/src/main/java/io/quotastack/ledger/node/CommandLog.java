package io.quotastack.ledger.node;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.trace.RecordTraces;
import io.quotastack.schemas.topic.Topics;

/** Appends commands to the log. A repeat is harmless, the ledger knows it by its id. */
public final class CommandLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);

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
        this(producer(settings, "quotastack-commands-prompt", ONE_AFTER_THE_OTHER),
                producer(settings, "quotastack-commands-bulk", IN_LARGER_BATCHES), settings.partitions(), decided);
    }

    /**
     * The log behind these producers, which are closed with it.
     *
     * @param prompt of commands somebody waits for
     * @param bulk of all others, and of more at a time than the prompt one should bear
     */
    public CommandLog(DurableProducer prompt, DurableProducer bulk, int partitions, DecidedOffsets decided) {
        this.prompt = prompt;
        this.bulk = bulk;
        this.partitions = partitions;
        this.decided = decided;
        this.durableEnds = new AtomicLongArray(partitions);
        this.unacknowledged = new AtomicIntegerArray(partitions);
    }

    private static DurableProducer producer(NodeSettings settings, String clientId, Map<String, Object> own) {
        return new DurableProducer(settings.kafka(), clientId, settings.limits().answerWithin(), own);
    }

    /** Appends a command somebody waits for; completes with its offset when it is durable. */
    public CompletableFuture<Long> appendPromptly(CommandEnvelope command) {
        return append(prompt, command);
    }

    /** Appends a command nobody waits for, or one of many, in larger batches; completes with its offset when it is durable. */
    public CompletableFuture<Long> append(CommandEnvelope command) {
        return append(bulk, command);
    }

    /** The same, for an author who is told what became of the append: it fails as a call does (see {@link DurableProducer#told}). */
    public CompletableFuture<Long> accept(CommandEnvelope command) {
        return append(command)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(DurableProducer.told(failure)));
    }

    /**
     * Appends what one account has to say to another, whose partition may be another node's: it is not counted among what is
     * undecided here. One that fails comes again, as its sender asks until it is answered.
     */
    public void send(CommandEnvelope message) {
        CompletableFuture<Long> unused = prompt.append(recordOf(message)).whenComplete((offset, failure) -> {
            if (failure != null) {
                LOG.debug("{} was not sent; it will be again", message.commandId(), failure);
            }
        });
    }

    private CompletableFuture<Long> append(DurableProducer producer, CommandEnvelope command) {
        ProducerRecord<byte[], byte[]> record = recordOf(command);
        int partition = record.partition();
        unacknowledged.incrementAndGet(partition);
        return producer.append(record).whenComplete((offset, failure) -> {
            unacknowledged.decrementAndGet(partition);
            if (failure == null) {
                durableEnds.accumulateAndGet(partition, offset + 1, Math::max);
            }
        });
    }

    private ProducerRecord<byte[], byte[]> recordOf(CommandEnvelope command) {
        String key = command.customer().key().toString();
        var record = new ProducerRecord<>(Topics.COMMANDS.name(), Topics.partition(key, partitions),
                key.getBytes(StandardCharsets.UTF_8), CommandCodec.write(command));
        RecordTraces.send(record.headers());
        return record;
    }

    /** Commands of this partition that were handed in here and are not decided yet. */
    public long undecided(int partition) {
        return Math.max(0, durableEnds.get(partition) - decided.decidedEnd(partition))
                + unacknowledged.get(partition);
    }

    @Override
    public void close() {
        prompt.close();
        bulk.close();
    }
}
