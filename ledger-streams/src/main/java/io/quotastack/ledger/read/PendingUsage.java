package io.quotastack.ledger.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.view.UsageStatusView;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.store.OwnedPartitions;

/**
 * Finds events that were accepted and are not decided yet: they stand in the log of commands beyond the last decided one,
 * which is short, since its length is bounded. The log is read only when somebody asks for an event that the account does
 * not know: by one thread, once for all who ask at that time, and for no more than a quarter of its time. So whoever asks
 * for events that were never sent slows down those who ask the same, and nobody else.
 */
public final class PendingUsage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PendingUsage.class);

    private static final Duration WHEN_ASKED = Duration.ofDays(1);
    private static final int RESTS_OF_A_LOOK = 3;
    /** A look that took long waited for a broker. */
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A fetch that finds nothing new holds up the next look, which may be at another partition. */
    private static final Map<String, Object> OWN_SETTINGS = Map.of(
            ConsumerConfig.CLIENT_ID_CONFIG, "quotastack-pending-usage",
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final OwnedPartitions<?> shards;
    private final DecidedOffsets decided;
    private final Duration answerWithin;
    private final ConcurrentLinkedQueue<UsageLookup> asked = new ConcurrentLinkedQueue<>();
    private final PollingThread thread = new PollingThread("pending-usage", this::look);
    /** Of the thread alone. */
    private Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();
    private volatile boolean closed;

    /** One that looks from its {@link #start()} on. */
    public PendingUsage(Map<String, Object> kafka, OwnedPartitions<?> shards, DecidedOffsets decided,
            Duration answerWithin) {
        this(() -> CommittedConsumer.of(kafka, OWN_SETTINGS), shards, decided, answerWithin);
    }

    PendingUsage(Supplier<Consumer<byte[], byte[]>> consumers, OwnedPartitions<?> shards,
            DecidedOffsets decided, Duration answerWithin) {
        this.consumers = consumers;
        this.shards = shards;
        this.decided = decided;
        this.answerWithin = answerWithin;
    }

    /** Begins to answer. */
    public void start() {
        thread.start();
    }

    /**
     * The event as it was accepted, if it stands undecided in the log now. Throws {@link UnavailableException} when the log
     * cannot be read in time.
     *
     * @param externalId the customer's, if it exists already; else the event that will make it names it
     */
    Optional<UsageStatusView> find(CustomerKey customer, Optional<String> externalId, String eventId) {
        var lookup = new UsageLookup(customer, externalId, eventId);
        asked.add(lookup);
        if (closed) {
            refuseAll();
        }
        thread.lookNow();
        try {
            return lookup.found().get(answerWithin.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            asked.remove(lookup);
            throw new UnavailableException("the log of commands was not read in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnavailableException unavailable
                    ? unavailable
                    : new UnavailableException("the log of commands cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("stopped");
        }
    }

    private Duration look() {
        List<UsageLookup> lookups = Stream.generate(asked::poll).takeWhile(Objects::nonNull).toList();
        if (!lookups.isEmpty()) {
            long began = System.nanoTime();
            answer(lookups);
            LockSupport.parkNanos(Math.min(LONGEST_REST_NANOS, RESTS_OF_A_LOOK * (System.nanoTime() - began)));
        }
        return WHEN_ASKED;
    }

    private void answer(List<UsageLookup> lookups) {
        try {
            Consumer<byte[], byte[]> reader = consumer.orElseGet(consumers);
            consumer = Optional.of(reader);
            new UndecidedLook(reader, shards, decided, answerWithin).answer(lookups);
        } catch (RuntimeException e) {
            LOG.warn("the log of commands cannot be read for events that are not decided", e);
            lookups.forEach(lookup -> lookup.found().completeExceptionally(e));
            closeConsumer();
        }
    }

    private void closeConsumer() {
        try {
            consumer.ifPresent(Consumer::close);
        } catch (RuntimeException e) { // also when the thread is still in it
            LOG.warn("a consumer did not close", e);
        }
        consumer = Optional.empty();
    }

    private void refuseAll() {
        asked.forEach(lookup -> lookup.found().completeExceptionally(new UnavailableException("stopped")));
    }

    @Override
    public void close() {
        closed = true;
        thread.close();
        refuseAll();
        closeConsumer();
    }
}
