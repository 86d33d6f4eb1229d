package io.quotastack.ledger.process;

import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.ledger.tick.Ticker;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.config.ExactConfigSource;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.committed.CommittedStores;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * From a command to all that follows from it, in one sub-topology and one transaction:
 *
 * <pre>
 * commands ─▶ ledger (store: ledger-state) ─▶ ledger-entries
 *                                          ├▶ customer-events
 *                                          ├▶ subscription-changes
 *                                          ├▶ usage-outcomes
 *                                          └▶ command-dead-letters
 * </pre>
 *
 * One store, so that a transaction touches one changelog partition: each partition it touches costs an append, and on
 * one node an fsync.
 */
public final class LedgerTopology {

    /** Also the name of the consumer group that holds how far commands are decided. */
    public static final String APPLICATION_ID = "quotastack-ledger";

    public static final String STATE = "ledger-state";
    static final String DEAD_LETTERS_SINK = Topics.COMMAND_DEAD_LETTERS.name();

    private static final String SOURCE = "commands";
    private static final String PROCESSOR = "ledger";

    private LedgerTopology() {}

    /**
     * What the processor works with besides its store.
     *
     * @param commands asked when a task takes a partition over
     * @param ends where the changelog of a store ends now
     * @param lease of the thread that has a task
     * @param cacheBytes how much each task keeps of its rows in memory
     * @param messages takes what decisions have to say to other accounts to the log, or fails to; it comes again then
     * @param pace hears how long each command took
     * @param refusedUsage hears why accepted usage was refused, once that is committed
     */
    public record Parts(
            ExactConfigSource config,
            OwnedPartitions<Shard> shards,
            PendingCalls<Answer> pendingCalls,
            DecidedOffsets decided,
            CommandsTopic commands,
            ToLongFunction<TopicPartition> ends,
            Supplier<SessionLease> lease,
            long cacheBytes,
            Ticker ticker,
            Consumer<CommandEnvelope> messages,
            Pace pace,
            Consumer<ProblemType> refusedUsage) {

        /** Hears of each command that was decided. */
        @FunctionalInterface
        public interface Pace {
            void decided(CommandEnvelope command, long nanos);
        }
    }

    /** Where the store's changes are: a kill leaves what was flushed of it. */
    public static Topic changelog(String applicationId) {
        return Topic.changelog(applicationId, STATE, Topic.Spread.BY_CUSTOMER).compactedSeldom();
    }

    public static Topology addTo(Topology topology, AvroSerdes serdes, Parts parts) {
        topology.addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.COMMANDS.name())
                .addProcessor(PROCESSOR, decider(parts), SOURCE)
                .addStateStore(Stores
                        .keyValueStoreBuilder(new CommittedStores(STATE, parts.ends(), StateKeys::isOfRequest),
                                Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled().withLoggingEnabled(changelog("").configs()), PROCESSOR);
        addSink(topology, Topics.LEDGER_ENTRIES, serdes, LedgerEntry.class);
        addSink(topology, Topics.CUSTOMER_EVENTS, serdes, CustomerEvent.class);
        addSink(topology, Topics.SUBSCRIPTION_CHANGES, serdes, SubscriptionChange.class);
        addSink(topology, Topics.USAGE_OUTCOMES, serdes, UsageOutcome.class);
        return topology.addSink(DEAD_LETTERS_SINK, Topics.COMMAND_DEAD_LETTERS.name(), new StringSerializer(),
                new ByteArraySerializer(), PROCESSOR);
    }

    /** What decides: one for each task, over its {@link #STATE}, that forwards to sinks of the topics' names. */
    public static ProcessorSupplier<byte[], byte[], String, Object> decider(Parts parts) {
        return () -> new LedgerProcessor(parts);
    }

    /** A sink of the topic's own name. */
    private static <T extends SpecificRecord> void addSink(Topology topology, Topic topic, AvroSerdes serdes,
            Class<T> type) {
        topology.addSink(topic.name(), topic.name(), new StringSerializer(), serdes.encodedValues(type), PROCESSOR);
    }
}
