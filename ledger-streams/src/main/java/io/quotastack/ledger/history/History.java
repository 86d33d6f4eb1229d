package io.quotastack.ledger.history;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.apache.kafka.common.serialization.Deserializer;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.history.feed.HistoryFeed;
import io.quotastack.ledger.history.feed.Progress;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.HistoryMemory;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.SourceFormat;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The past of the customers whose partitions this node owns; see the package's page. One thread follows the topics,
 * whoever asks reads on its own.
 */
public final class History implements AutoCloseable {

    private final HistoryMemory memory;
    private final Progress progress;
    private final OwnedStores stores;
    private final HistoryFeed feed;

    /**
     * Where and how.
     *
     * @param directory of the node's state; rows go to {@code history/<partition>} below it
     * @param consumer how to reach the brokers, as Kafka's consumer takes it
     * @param refusalsKept how long refusals of accepted events can be found and retried (CONTRACT 5)
     */
    public record Settings(Path directory, Map<String, Object> consumer, Duration refusalsKept) {

        public Settings {
            consumer = Map.copyOf(consumer);
        }

        public static Settings of(Path directory, Map<String, Object> consumer) {
            return new Settings(directory, consumer, CommandDecider.ACCEPTED_REFUSAL_KEPT);
        }
    }

    /**
     * A history that follows nothing yet.
     *
     * @param partitions how many there are, here and elsewhere
     * @param entries reads {@code ledger-entries}; safe for many threads
     * @param outcomes reads {@code usage-outcomes}; safe for many threads
     * @param changes reads {@code subscription-changes}; safe for many threads
     */
    public History(Settings settings, int partitions, Deserializer<LedgerEntry> entries,
            Deserializer<UsageOutcome> outcomes, Deserializer<SubscriptionChange> changes, Clock clock,
            MeterRegistry metrics) {
        this.memory = new HistoryMemory();
        this.progress = new Progress();
        this.stores = new OwnedStores(settings.directory(), settings.refusalsKept(), partitions,
                new SourceFormat(entries, outcomes, changes), memory);
        this.feed = new HistoryFeed(settings.consumer(), stores, progress, clock, metrics);
    }

    /** The history in these stores, which the feed fills and opens as it is told; the memory is theirs. */
    public History(HistoryMemory memory, OwnedStores stores, Progress progress, HistoryFeed feed) {
        this.memory = memory;
        this.stores = stores;
        this.progress = progress;
        this.feed = feed;
    }

    /** What can be asked; every part can be used by many threads. */
    public HistoryReads reads() {
        return HistoryReads.of(stores);
    }

    /** Begins to follow these partitions. */
    public void start(Set<Integer> partitions) {
        feed.assign(partitions);
        feed.start();
    }

    /** Follows these partitions from now on and closes the others. Returns at once. */
    public void assign(Set<Integer> partitions) {
        feed.assign(partitions);
    }

    /**
     * Waits until the history has the customer's entry of that sequence.
     *
     * @return whether it had in time
     */
    public boolean awaitVersion(CustomerKey customer, long sequence, Duration atMost) throws InterruptedException {
        return progress.await(() -> sequence == 0 || has(customer, rows -> rows.has(sequence)), atMost);
    }

    /**
     * Waits until the history knows what the customer's event of that sequence says of a subscription; 0: of none.
     *
     * @return whether it did in time
     */
    public boolean awaitSubscriptionEvent(CustomerKey customer, long sequence, Duration atMost)
            throws InterruptedException {
        return progress.await(() -> sequence == 0 || has(customer, rows -> rows.lastChange() >= sequence), atMost);
    }

    /** Not while the partition is not here: it may come within the wait. */
    private boolean has(CustomerKey customer, Predicate<CustomerHistory> there) {
        try {
            return there.test(stores.of(customer));
        } catch (ShardMovedException e) {
            return false;
        }
    }

    /** Waits until a condition on the history holds; it is looked at again whenever the history grows. */
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        return progress.await(condition, atMost);
    }

    /** The customer of the partition who has entries and comes after that one; the first one, after none. */
    public Optional<CustomerKey> customerAfter(int partition, Optional<CustomerKey> last) {
        return stores.customerAfter(partition, last);
    }

    /** Up to where what is committed of the partition's {@code ledger-entries} is here; absent while that is not known. */
    public OptionalLong entriesUpTo(int partition) {
        return feed.entriesUpTo(partition);
    }

    /** Whether all that was committed when it looked last is here. */
    public boolean isCaughtUp() {
        return feed.isCaughtUp();
    }

    /** What ended it for good, if anything did: it follows nothing any more, and what it has grows old. */
    public Optional<Throwable> failure() {
        return feed.failure();
    }

    /** Stops and closes all stores; what they have is flushed. */
    @Override
    public void close() {
        try {
            if (feed.stop()) {
                memory.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
