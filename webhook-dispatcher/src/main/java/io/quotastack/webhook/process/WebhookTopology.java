package io.quotastack.webhook.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.Stores;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.webhook.QueueLimits;
import io.quotastack.events.CustomerEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.config.ConfigSource;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.replay.ReplayReader;
import io.quotastack.webhook.send.BatchSender;
import io.quotastack.webhook.send.EventTraces;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * From an event to its delivery:
 *
 * <pre>
 * customer-events ──┐
 *                   ├─▶ webhooks (store: webhook-state) ─┬▶ sender ─▶ the tenant's endpoint
 * webhook-commands ─┘                                    │    │
 *      ▲ ▲ ▲                                             │    │
 *      │ │ └── replays and discards, between partitions ───┘    │
 *      │ └──────────────── how attempts ended ────────────────┘
 *      └── wake-ups, when something is due
 * </pre>
 */
public final class WebhookTopology {

    public static final String STATE = "webhook-state";
    static final String OTHER_PARTITIONS_SINK = "webhook-other-partitions-sink";
    static final String DEAD_LETTERS_SINK = "webhook-dead-letters-sink";

    private static final String EVENTS = "customer-events-source";
    private static final String COMMANDS = "webhook-commands-source";
    private static final String PROCESSOR = "webhooks";

    /** Of two topics, a task takes the record with the lower time first: ends of attempts must not wait behind a backlog. */
    private static final long BEHIND_COMMANDS_MILLIS = 10_000;

    private WebhookTopology() {}

    /**
     * What the processor works with besides its store.
     *
     * @param events reads the values of customer-events
     * @param sender reports in webhook-commands how its attempts end
     * @param traces that events are of, which the sender goes on with
     * @param lease of the thread that has a task
     * @param waits what each partition waits for, for the timer that wakes the tasks
     * @param waitsBegun given to that timer when a partition waits for more
     */
    public record Parts(
            ConfigSource config,
            Deserializer<CustomerEvent> events,
            Endpoints endpoints,
            BatchSender sender,
            EventTraces traces,
            ReplayReader replays,
            OwnedPartitions<DeliveryShard> shards,
            Supplier<SessionLease> lease,
            OwnedPartitions<PartitionWaits> waits,
            WaitSignal waitsBegun,
            PendingCalls<Reply> pendingCalls,
            MeterRegistry metrics,
            Duration deliveriesKept,
            QueueLimits limits) {}

    /** Where the store's changes are. */
    public static Topic changelog(String applicationId) {
        return Topic.changelog(applicationId, STATE, Topic.Spread.BY_CUSTOMER);
    }

    public static Topology of(Parts parts) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return new Topology()
                .addSource(AutoOffsetReset.earliest(), EVENTS, new BehindCommands(), bytesIn, bytesIn,
                        Topics.CUSTOMER_EVENTS.name())
                .addSource(AutoOffsetReset.earliest(), COMMANDS, bytesIn, bytesIn, Topics.WEBHOOK_COMMANDS.name())
                .addProcessor(PROCESSOR, () -> new WebhookProcessor(parts), EVENTS, COMMANDS)
                .addStateStore(Stores
                        .keyValueStoreBuilder(Stores.persistentKeyValueStore(STATE), Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withCachingDisabled().withLoggingEnabled(changelog("").configs()), PROCESSOR)
                .addSink(OTHER_PARTITIONS_SINK, Topics.WEBHOOK_COMMANDS.name(), bytesOut, bytesOut,
                        (topic, key, value, partitions) -> Optional
                                .of(Set.of(WebhookCommands.partition(new String(key, UTF_8), partitions))),
                        PROCESSOR)
                .addSink(DEAD_LETTERS_SINK, Topics.WEBHOOK_DEAD_LETTERS.name(), bytesOut, bytesOut, PROCESSOR);
    }

    private static final class BehindCommands implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            return System.currentTimeMillis() + BEHIND_COMMANDS_MILLIS;
        }
    }
}
