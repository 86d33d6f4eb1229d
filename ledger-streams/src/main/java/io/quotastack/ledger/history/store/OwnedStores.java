package io.quotastack.ledger.history.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

/**
 * The stores of the partitions that this node owns now, and how their rows are read. The feed opens and closes them;
 * a directory stays when its partition goes, for the day it comes back.
 */
public final class OwnedStores {

    /** Of each kind, in all partitions: with 300 to 400 bytes each, some 15 MB. */
    private static final int ROWS_KEPT_TO_BE_CHANGED = 16_384;

    private final Path directory;
    private final Duration refusalsKept;
    private final SourceFormat format;
    private final HistoryMemory memory;
    private final OwnedPartitions<HistoryStore> owned;
    private final int rowsKept;

    public OwnedStores(Path directory, Duration refusalsKept, int partitions, SourceFormat format,
            HistoryMemory memory) {
        this.directory = directory;
        this.refusalsKept = refusalsKept;
        this.format = format;
        this.memory = memory;
        this.owned = new OwnedPartitions<>(partitions);
        this.rowsKept = Math.max(1, ROWS_KEPT_TO_BE_CHANGED / partitions);
    }

    /** Throws {@link ShardMovedException} when this node does not have the customer's partition, or not yet. */
    public CustomerHistory of(CustomerKey customer) {
        return new CustomerHistory(storeOf(customer), format, customer);
    }

    /** Throws {@link ShardMovedException} as {@link #of} does. */
    public HistoryStore storeOf(CustomerKey customer) {
        return owned.of(customer);
    }

    /** Throws {@link ShardMovedException} when this node has not all of these. */
    public List<HistoryStore> of(Set<Integer> partitions) {
        return owned.of(partitions);
    }

    /** The customer of the partition who has entries and comes after that one; the first one, after none. */
    public Optional<CustomerKey> customerAfter(int partition, Optional<CustomerKey> last) {
        HistoryStore store = owned.ofPartition(partition).orElseThrow(ShardMovedException::new);
        byte[] from = last.map(customer -> Keys.end(Keys.entries(customer))).orElseGet(Keys::entries);
        return store.first(from, Keys.end(Keys.entries())).map(row -> Keys.customerOfEntry(row.key()));
    }

    /** The same among those of an environment. */
    public Optional<CustomerKey> customerAfter(int partition, TenantEnvironment of, Optional<CustomerKey> last) {
        HistoryStore store = owned.ofPartition(partition).orElseThrow(ShardMovedException::new);
        byte[] from = last.map(customer -> Keys.end(Keys.entries(customer))).orElseGet(() -> Keys.entries(of));
        return store.first(from, Keys.end(Keys.entries(of))).map(row -> Keys.customerOfEntry(row.key()));
    }

    public Set<Integer> partitions() {
        return owned.partitions();
    }

    public SourceFormat format() {
        return format;
    }

    public Duration refusalsKept() {
        return refusalsKept;
    }

    /** The partition's store; opened when it is not, with what it had when it was closed. */
    public HistoryStore open(int partition) {
        return owned.ofPartition(partition).orElseGet(() -> {
            HistoryStore store = HistoryStore.open(directoryOf(partition), memory);
            owned.open(partition, store);
            return store;
        });
    }

    /** What applies records to a partition's store, from where its rows end. */
    public HistoryWriter writer(HistoryStore store) {
        return new HistoryWriter(store, format, rowsKept);
    }

    public void close(int partition) {
        owned.ofPartition(partition).ifPresent(store -> {
            owned.close(partition, store);
            store.close();
        });
    }

    /** The partition's store, empty again. */
    public HistoryStore reopenEmpty(int partition) {
        close(partition);
        HistoryStore.destroy(directoryOf(partition), memory);
        return open(partition);
    }

    private Path directoryOf(int partition) {
        return directory.resolve("history").resolve(Integer.toString(partition));
    }
}
