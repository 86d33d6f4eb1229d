package io.quotastack.ledger.history;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The stores of the partitions that this node owns now, and how their rows are read. The feed opens and closes them;
 * a directory stays when its partition goes, for the day it comes back.
 */
final class OwnedStores {

    private final Path directory;
    private final Duration refusalsKept;
    private final ToIntFunction<CustomerKey> partitionOf;
    private final SourceFormat format;
    private final HistoryMemory memory;
    private final Map<Integer, HistoryStore> open = new ConcurrentHashMap<>();

    OwnedStores(Path directory, Duration refusalsKept, ToIntFunction<CustomerKey> partitionOf, SourceFormat format,
            HistoryMemory memory) {
        this.directory = directory;
        this.refusalsKept = refusalsKept;
        this.partitionOf = partitionOf;
        this.format = format;
        this.memory = memory;
    }

    /** Throws {@link ShardMovedException} when this node does not have the customer's partition, or not yet. */
    CustomerHistory of(CustomerKey customer) {
        return new CustomerHistory(storeOf(customer), format, customer);
    }

    /** Throws {@link ShardMovedException} as {@link #of} does. */
    HistoryStore storeOf(CustomerKey customer) {
        return Optional.ofNullable(open.get(partitionOf.applyAsInt(customer))).orElseThrow(ShardMovedException::new);
    }

    List<HistoryStore> all() {
        return List.copyOf(open.values());
    }

    Set<Integer> partitions() {
        return new HashSet<>(open.keySet());
    }

    SourceFormat format() {
        return format;
    }

    Duration refusalsKept() {
        return refusalsKept;
    }

    /** The partition's store; opened when it is not, with what it had when it was closed. */
    HistoryStore open(int partition) {
        return open.computeIfAbsent(partition, ignored -> HistoryStore.open(directoryOf(partition), memory));
    }

    void close(int partition) {
        Optional.ofNullable(open.remove(partition)).ifPresent(HistoryStore::close);
    }

    /** The partition's store, empty again. */
    HistoryStore reopenEmpty(int partition) {
        close(partition);
        HistoryStore.destroy(directoryOf(partition), memory);
        return open(partition);
    }

    private Path directoryOf(int partition) {
        return directory.resolve("history").resolve(Integer.toString(partition));
    }
}
