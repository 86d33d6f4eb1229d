package io.quotastack.platform.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.schemas.topic.Topics;

/**
 * Which node owns which partition, as one of them knows it now. While partitions move, some may have no owner, and one
 * may be named that owns it no more: it says so when it is asked.
 *
 * @param partitions how many there are
 * @param owners by partition
 */
public record OwnerMap(int partitions, Map<Integer, NodeAddress> owners) {

    public OwnerMap {
        owners = Map.copyOf(owners);
        if (partitions < 1) {
            throw new IllegalArgumentException("so many partitions: " + partitions);
        }
    }

    public Optional<NodeAddress> owner(int partition) {
        return Optional.ofNullable(owners.get(partition));
    }

    /** All partitions, with an owner or without. */
    public Set<Integer> all() {
        return IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
    }

    public int partitionOf(CustomerKey customer) {
        return Topics.partition(customer.toString(), partitions);
    }

    /** The partitions by who owns them; those without an owner are missing. */
    public Map<NodeAddress, Set<Integer>> byOwner(Set<Integer> of) {
        var byOwner = new HashMap<NodeAddress, Set<Integer>>();
        of.forEach(partition -> owner(partition)
                .ifPresent(owner -> byOwner.computeIfAbsent(owner, node -> new TreeSet<>()).add(partition)));
        return byOwner;
    }

    public byte[] write() {
        var writer = new WireWriter().count(partitions).count(owners.size());
        new TreeMap<>(owners).forEach(
                (partition, owner) -> writer.count(partition).text(owner.host()).count(owner.port()));
        return writer.toBytes();
    }

    /** Throws IllegalArgumentException when it is no map. */
    public static OwnerMap read(byte[] bytes) {
        return WireReader.read(bytes, reader -> {
            int partitions = reader.count();
            var owners = new HashMap<Integer, NodeAddress>();
            int known = reader.count();
            for (int i = 0; i < known; i++) {
                owners.put(reader.count(), new NodeAddress(reader.text(), reader.count()));
            }
            return new OwnerMap(partitions, owners);
        });
    }
}
