package io.quotastack.ledger.state;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.topic.Topics;

/** The shards that this node owns now, by partition. */
public final class Shards {

    private final int partitions;
    private final Map<Integer, Shard> owned = new ConcurrentHashMap<>();

    public Shards(int partitions) {
        this.partitions = partitions;
    }

    public void open(int partition, Shard shard) {
        owned.put(partition, shard);
    }

    public void close(int partition, Shard shard) {
        owned.remove(partition, shard);
        shard.close();
    }

    public int partitionOf(CustomerKey customer) {
        return Topics.partition(customer.toString(), partitions);
    }

    /** The shard of a customer. Throws {@link ShardMovedException} when another node has it. */
    public Shard of(CustomerKey customer) {
        return Optional.ofNullable(owned.get(partitionOf(customer))).orElseThrow(ShardMovedException::new);
    }

    /** How many there are, here and elsewhere. */
    public int count() {
        return partitions;
    }

    /** The shard of a partition, when this node has it. */
    public Optional<Shard> ofPartition(int partition) {
        return Optional.ofNullable(owned.get(partition));
    }

    /** The partitions of the shards that are here. */
    public Set<Integer> partitions() {
        return Set.copyOf(owned.keySet());
    }

    /** All shards. Throws {@link ShardMovedException} when this node has not all of them. */
    public Iterable<Shard> all() {
        requireAll();
        return owned.values();
    }

    /** Throws {@link ShardMovedException} when this node has not all shards. */
    public void requireAll() {
        if (owned.size() < partitions) {
            throw new ShardMovedException();
        }
    }
}
