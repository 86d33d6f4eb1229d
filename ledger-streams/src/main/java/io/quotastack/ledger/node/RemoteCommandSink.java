package io.quotastack.ledger.node;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
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
 * much of the log waits for its decision, the offsets that the ledger's group committed tell. They are asked for while there
 * is usage, so the bound counts what all nodes appended, and no owner has to be found for it.
 */
public final class RemoteCommandSink implements CommandSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteCommandSink.class);

    /** What callers stand behind at the most, about a tenth of a second; enough to decide until the next look. */
    private static final int MOST_UNDECIDED = 1_000;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LedgerGateway ledger;
    private final CommandLog log;
    private final DecidedOffsets decided;
    private final AtomicLongArray ends;
    private final Map<TopicPartition, OffsetSpec> commands;
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
        this.ends = new AtomicLongArray(settings.partitions());
        this.commands = IntStream.range(0, settings.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.COMMANDS.name(), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        this.log = new CommandLog(settings, decided);
        this.admin = Admin.create(settings.kafka());
    }

    @Override
    public int room(int partition) {
        lookAgain();
        if (!looked) {
            return 0;
        }
        long undecided = Math.max(log.undecided(partition), ends.get(partition) - decided.decidedEnd(partition));
        return (int) Math.max(0, MOST_UNDECIDED - undecided);
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

    /** The ends after the commits: what is committed meanwhile only makes the room look smaller. */
    private CompletableFuture<Void> look() {
        var group = Map.of(LedgerNode.APPLICATION_ID,
                new ListConsumerGroupOffsetsSpec().topicPartitions(commands.keySet()));
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(LedgerNode.APPLICATION_ID)
                .toCompletionStage().toCompletableFuture().thenAccept(committed -> committed.forEach(
                        (partition, offset) -> Optional.ofNullable(offset)
                                .ifPresent(known -> decided.startAt(partition.partition(), known.offset()))))
                .thenCompose(done -> admin.listOffsets(commands).all().toCompletionStage())
                .thenAccept(found -> found
                        .forEach((partition, end) -> ends.set(partition.partition(), end.offset())));
    }

    @Override
    public CompletableFuture<Void> append(CommandEnvelope command) {
        return log.append(command).thenAccept(offset -> {});
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
