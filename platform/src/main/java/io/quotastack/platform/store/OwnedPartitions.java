package io.quotastack.platform.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.schemas.topic.Topics;

/**
 * What this node has of the partitions that it owns now. The one who owns a partition opens and closes it; others look
 * it up, from any thread, and may find it gone at any time.
 *
 * @param <S> what there is of one partition
 */
public final class OwnedPartitions<S> {

    private final int count;
    private final Map<Integer, S> owned = new ConcurrentHashMap<>();

    /** Nothing is owned yet of so many partitions. */
    public OwnedPartitions(int count) {
        this.count = count;
    }

    public void open(int partition, S ofPartition) {
        owned.put(partition, ofPartition);
    }

    /** The partition leaves this node; not when it was opened again by another one since. */
    public void close(int partition, S ofPartition) {
        owned.remove(partition, ofPartition);
    }

    /** How many there are, here and elsewhere. */
    public int count() {
        return count;
    }

    /** The partition of a customer, wherever it is. */
    public int partitionOf(CustomerKey customer) {
        return Topics.partition(customer.toString(), count);
    }

    /** What there is of a customer's partition. Throws {@link ShardMovedException} when another node has it. */
    public S of(CustomerKey customer) {
        return ofPartition(partitionOf(customer)).orElseThrow(ShardMovedException::new);
    }

    /** What there is of a partition, when this node has it. */
    public Optional<S> ofPartition(int partition) {
        return Optional.ofNullable(owned.get(partition));
    }

    /** The partitions that are here, in their order. */
    public Set<Integer> partitions() {
        return new TreeSet<>(owned.keySet());
    }

    /** The partitions that there are, here and elsewhere. */
    public Set<Integer> everywhere() {
        return IntStream.range(0, count).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What there is of these partitions, in their order. Throws {@link ShardMovedException} when this node has not all of
     * them: a list with holes would be a lie.
     */
    public List<S> of(Set<Integer> partitions) {
        return partitions.stream().sorted()
                .map(partition -> ofPartition(partition).orElseThrow(ShardMovedException::new))
                .toList();
    }
}
