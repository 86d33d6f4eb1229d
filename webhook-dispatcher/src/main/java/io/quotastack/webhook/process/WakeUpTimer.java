package io.quotastack.webhook.process;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.internal.WakeUpRecord;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.state.OverRows;
import io.quotastack.webhook.state.WebhookRows;
import io.quotastack.webhook.wire.RetentionCodec;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * Wakes the tasks of this node by a record when something is due, or over. It decides nothing and writes no state: a
 * wake-up that is lost is sent again, and one too many finds nothing to do.
 */
public final class WakeUpTimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WakeUpTimer.class);
    /** While anything waits; without that it sleeps until something does. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_OVER_EVERY = Duration.ofSeconds(2);
    /** While there is more, so that rows go faster than deliveries can be made. */
    private static final Duration LOOK_FOR_MORE_AFTER = Duration.ofMillis(100);
    private static final Duration LOOK_FOR_OLDEST_EVERY = Duration.ofSeconds(5);
    private static final int OLDEST_AMONG = 1_000;

    private final OwnedPartitions<PartitionWaits> partitions;
    private final Endpoints endpoints;
    private final OwnedPartitions<DeliveryShard> shards;
    private final Predicate<TenantEnvironment> turnedOn;
    private final Duration deliveriesKept;
    private final BiFunction<String, Object, CompletableFuture<Void>> commands;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<Integer, OverRows> over = new HashMap<>();
    private final PollingThread thread = new PollingThread("webhook-wake-ups", this::look);
    private long nextForOver;
    private long nextForOldest;

    /**
     * A timer that does not look by itself before its {@link #start()}.
     *
     * @param parts those of the tasks
     * @param turnedOn whether an environment has an endpoint now
     * @param commands takes a command and the key of whom it is for
     * @param nanoTime never goes back, unlike the clock
     */
    public WakeUpTimer(WebhookTopology.Parts parts, Predicate<TenantEnvironment> turnedOn,
            BiFunction<String, Object, CompletableFuture<Void>> commands, InstantSource clock,
            LongSupplier nanoTime) {
        this.partitions = parts.waits();
        this.endpoints = parts.endpoints();
        this.shards = parts.shards();
        this.deliveriesKept = parts.deliveriesKept();
        this.turnedOn = turnedOn;
        this.commands = commands;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.nextForOver = nanoTime.getAsLong();
        this.nextForOldest = nextForOver;
        parts.waitsBegun().listen(() -> thread.lookWithin(LOOK_EVERY));
    }

    public void start() {
        thread.start();
    }

    /** Answers after how long to look again. */
    private Duration look() {
        lookForDue();
        long nanos = nanoTime.getAsLong();
        if (nanos - nextForOver >= 0) {
            // Should the look fail, the next one is not at once.
            nextForOver = nanos + LOOK_FOR_OVER_EVERY.toNanos();
            nextForOver = nanos + lookForOver().toNanos();
        }
        if (nanos - nextForOldest >= 0) {
            nextForOldest = nanos + LOOK_FOR_OLDEST_EVERY.toNanos();
            lookForOldest();
        }
        return isAtRest() ? Duration.ofNanos(Math.min(nextForOver - nanos, nextForOldest - nanos)) : LOOK_EVERY;
    }

    private boolean isAtRest() {
        return partitions.partitions().stream().map(partitions::ofPartition).flatMap(Optional::stream)
                .allMatch(PartitionWaits::isAtRest);
    }

    /** Wakes each task that has something to do and is not being woken already. */
    void lookForDue() {
        for (int partition : partitions.partitions()) {
            partitions.ofPartition(partition).ifPresent(waits -> {
                long nanos = nanoTime.getAsLong();
                if (!waits.isWakeUpOnItsWay(nanos) && waits.areOver(endpoints, turnedOn, clock.instant())) {
                    waits.wakeUpSent(nanos + SENT_AGAIN_AFTER.toNanos());
                    send(partition, new WakeUpRecord());
                }
            });
        }
    }

    /** Names rows to be deleted. Answers when to look again: soon, when there was more than is looked at in one go. */
    Duration lookForOver() {
        boolean more = false;
        over.keySet().retainAll(partitions.partitions());
        for (int partition : partitions.partitions()) {
            OverRows rows = over.computeIfAbsent(partition, added -> new OverRows(deliveriesKept));
            Optional<WebhookInput.RetentionElapsed> found = read(partition,
                    store -> rows.next(store, clock.instant())).flatMap(Function.identity());
            found.ifPresent(elapsed -> send(partition, RetentionCodec.write(elapsed)));
            more |= found.isPresent() && rows.goOn();
        }
        return more ? LOOK_FOR_MORE_AFTER : LOOK_FOR_OVER_EVERY;
    }

    /** For the metrics alone: how old the oldest delivery is that waits. */
    private void lookForOldest() {
        for (int partition : partitions.partitions()) {
            partitions.ofPartition(partition)
                    .ifPresent(waits -> waits.waiting().forEach(tenantEnvironment -> read(partition, store -> {
                        // While the partition is read it is here: what is noted is forgotten when it leaves.
                        endpoints.of(tenantEnvironment).oldest(partition,
                                new WebhookRows(store).oldestHead(tenantEnvironment, OLDEST_AMONG));
                        return tenantEnvironment;
                    })));
        }
    }

    private <T> Optional<T> read(int partition, Function<KeyValueStore<Bytes, byte[]>, T> reader) {
        try {
            return shards.ofPartition(partition).map(shard -> shard.read(reader));
        } catch (ShardMovedException e) {
            LOG.debug("partition {} has left this node", partition, e);
            return Optional.empty();
        }
    }

    private void send(int partition, Object command) {
        CompletableFuture<Void> unused = commands.apply(WebhookCommands.keyOfPartition(partition), command)
                .whenComplete((durable, failure) -> {
                    if (failure != null) {
                        LOG.debug("a wake-up was not sent; another will be", failure);
                    }
                });
    }

    /** Wakes nobody any more. */
    @Override
    public void close() {
        thread.close();
    }
}
