package io.quotastack.standalone.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.history.feed.HistoryFeed;
import io.quotastack.ledger.history.feed.Progress;
import io.quotastack.ledger.history.store.HistoryMemory;
import io.quotastack.ledger.history.store.HistoryWriter;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.SourceFormat;
import io.quotastack.ledger.history.store.SourceRecord;
import io.quotastack.ledger.history.store.SourceRecord.Source;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.standalone.simulation.SimulatedPartition.Written;

/**
 * The product's history, which follows what is committed when the simulation lets it. Its files serve one run after the
 * other, since to open them takes longer than a run: each run has a tenant of its own.
 */
final class SimulatedHistory implements AutoCloseable {

    static final AvroBinary<LedgerEntry> ENTRIES = new AvroBinary<>(LedgerEntry.class);
    static final AvroBinary<UsageOutcome> OUTCOMES = new AvroBinary<>(UsageOutcome.class);
    private static final AvroBinary<SubscriptionChange> CHANGES = new AvroBinary<>(SubscriptionChange.class);

    private final Path directory;
    private final HistoryMemory memory = new HistoryMemory();
    private final OwnedStores stores;
    private final History history;
    private final List<HistoryWriter> writers = new ArrayList<>();
    private final Map<Source, Long> offsets = new HashMap<>();
    /** By partition, how much of what is committed was applied. */
    private final Map<Integer, Integer> applied = new HashMap<>();

    SimulatedHistory(int partitions) {
        try {
            directory = Files.createTempDirectory("simulation");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stores = new OwnedStores(directory, CommandDecider.ACCEPTED_REFUSAL_KEPT, partitions,
                new SourceFormat((topic, bytes) -> ENTRIES.decode(bytes), (topic, bytes) -> OUTCOMES.decode(bytes),
                        (topic, bytes) -> CHANGES.decode(bytes)),
                memory);
        var progress = new Progress();
        history = new History(memory, stores, progress,
                new HistoryFeed(Map.of(), stores, progress, Clock.systemUTC(), new SimpleMeterRegistry()));
        for (int partition = 0; partition < partitions; partition++) {
            writers.add(stores.writer(stores.open(partition)));
        }
    }

    History history() {
        return history;
    }

    /** A run begins, and what is committed in it with the first record. */
    void begin() {
        applied.clear();
    }

    /** Goes on by at most so many records. */
    void follow(SimulatedPartition partition, int most) {
        int from = applied.getOrDefault(partition.number, 0);
        int to = from + Math.min(most, partition.written().size() - from);
        List<SourceRecord> records = new ArrayList<>();
        for (Written written : partition.written().subList(from, to)) {
            sourceOf(written).ifPresent(source -> records.add(new SourceRecord(source,
                    offsets.merge(source, 1L, Long::sum), Optional.empty(), written.value())));
        }
        if (!records.isEmpty() && writers.get(partition.number).apply(records).standstill().isPresent()) {
            throw new AssertionError("history cannot read what is committed");
        }
        applied.put(partition.number, to);
    }

    private static Optional<Source> sourceOf(Written written) {
        return Stream.of(Source.values()).filter(source -> source.topic().equals(written.topic())).findFirst();
    }

    /** Whether a reader of that customer's history who has to see this version and this event would not wait. */
    boolean has(CustomerKey customer, long version, long subscriptionEvent) {
        try {
            return history.awaitVersion(customer, version, Duration.ZERO)
                    && history.awaitSubscriptionEvent(customer, subscriptionEvent, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        stores.partitions().forEach(stores::close);
        memory.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
