package io.quotastack.ledger.node;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.metering.intake.CommandSink;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.schemas.topic.Topics;

/**
 * Where the commands of an intake go that runs on a node of its own: into the log at once, in the order of the calls. How
 * much of it waits for its decision, the offsets that the ledger's group committed tell. They are asked for while there is
 * usage, so no owner has to be found for it.
 */
public final class RemoteCommandSink implements CommandSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteCommandSink.class);

    /** What callers stand behind of each intake at the most, about a tenth of a second; enough to decide until the next look. */
    private static final int MOST_UNDECIDED = 1_000;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LedgerGateway ledger;
    private final CommandLog log;
    private final DecidedOffsets decided;
    private final IntakeLog intake;
    private final ListConsumerGroupOffsetsSpec commands;
    private final Admin admin;
    private final AtomicBoolean looking = new AtomicBoolean();
    /** Only the intake's thread asks for room. */
    private long lookedAtNanos = System.nanoTime() - BETWEEN_LOOKS_NANOS;
    /** Before the first look nothing is known, and there is no room. */
    private volatile boolean looked;

    /** @param ledger tells of customers */
    public RemoteCommandSink(NodeSettings settings, LedgerGateway ledger) {
        this.ledger = ledger;
        this.decided = new DecidedOffsets(settings.partitions());
        this.commands = new ListConsumerGroupOffsetsSpec().topicPartitions(IntStream.range(0, settings.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.COMMANDS.name(), partition)).toList());
        this.log = new CommandLog(settings, decided);
        this.intake = new IntakeLog(log, decided, settings.partitions());
        this.admin = Admin.create(settings.kafka());
    }

    @Override
    public int room(int partition) {
        lookAgain();
        return looked ? Math.max(0, MOST_UNDECIDED - intake.undecided(partition)) : 0;
    }

    private void lookAgain() {
        long now = System.nanoTime();
        if (now - lookedAtNanos >= BETWEEN_LOOKS_NANOS && looking.compareAndSet(false, true)) {
            lookedAtNanos = now;
            var unused = look().whenComplete((done, failure) -> {
                looking.set(false);
                if (failure == null) {
                    looked = true;
                } else {
                    LOG.warn("how far the ledger is cannot be told: {}", failure.toString());
                }
            });
        }
    }

    private CompletableFuture<Void> look() {
        return admin.listConsumerGroupOffsets(Map.of(LedgerNode.APPLICATION_ID, commands))
                .partitionsToOffsetAndMetadata(LedgerNode.APPLICATION_ID).toCompletionStage().toCompletableFuture()
                .thenAccept(committed -> committed.forEach((partition, offset) -> Optional.ofNullable(offset)
                        .ifPresent(known -> decided.startAt(partition.partition(), known.offset()))));
    }

    @Override
    public CompletableFuture<Void> append(CommandEnvelope command) {
        return intake.append(command);
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return ledger.customerExists(customer);
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return ledger.testClock(customer);
    }

    @Override
    public void close() {
        log.close();
        admin.close();
    }
}
