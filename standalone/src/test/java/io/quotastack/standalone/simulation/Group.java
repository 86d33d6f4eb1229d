package io.quotastack.standalone.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The consumer group of the ledger, as its coordinator has it: which nodes are members, and who has which partition. It
 * gives up whom it has not heard of for a session, and gives what that one had to others.
 */
final class Group {

    static final Duration SESSION = Duration.ofSeconds(6);

    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final int partitions;
    private final SortedMap<Integer, Long> heardOf = new TreeMap<>();
    private final Map<Integer, Integer> owners = new TreeMap<>();
    /** Partitions that are to leave their owner, and whereto. */
    private final Map<Integer, Integer> moves = new TreeMap<>();

    Group(RandomGenerator random, LongSupplier nanoTime, int partitions) {
        this.random = random;
        this.nanoTime = nanoTime;
        this.partitions = partitions;
    }

    void join(int node) {
        heardOf.put(node, nanoTime.getAsLong());
    }

    /** A heartbeat arrives. Whether its sender is still a member. */
    boolean hear(int node) {
        return heardOf.computeIfPresent(node, (member, before) -> nanoTime.getAsLong()) != null;
    }

    /** Gives up whom it has not heard of, and sees that each partition has an owner. */
    void look() {
        Map.copyOf(heardOf).forEach((node, heard) -> {
            if (nanoTime.getAsLong() - heard > SESSION.toNanos()) {
                leave(node);
            }
        });
        for (int partition = 0; partition < partitions && !heardOf.isEmpty(); partition++) {
            if (!owners.containsKey(partition)) {
                owners.put(partition, anyMember());
            }
        }
    }

    /** The node is no member any more. */
    void leave(int node) {
        heardOf.remove(node);
        owners.values().removeIf(owner -> owner == node);
        moves.values().removeIf(owner -> owner == node);
        moves.keySet().retainAll(owners.keySet());
    }

    private int anyMember() {
        List<Integer> members = new ArrayList<>(heardOf.keySet());
        return members.get(random.nextInt(members.size()));
    }

    /** Any partition is to go to any member, as when one joins. */
    void rebalance() {
        if (!heardOf.isEmpty()) {
            moves.put(random.nextInt(partitions), anyMember());
            moves.keySet().retainAll(owners.keySet());
        }
    }

    boolean isMember(int node) {
        return heardOf.containsKey(node);
    }

    Map<Integer, Integer> owners() {
        return Map.copyOf(owners);
    }

    /** What the node is to have now: without what it is to give away. */
    Set<Integer> assigned(int node) {
        Set<Integer> assigned = new TreeSet<>();
        owners.forEach((partition, owner) -> {
            if (owner == node && moves.getOrDefault(partition, node) == node) {
                assigned.add(partition);
            }
        });
        return assigned;
    }

    /** The node has given away all that it was to give away. */
    void released(int node) {
        moves.forEach((partition, to) -> owners.replace(partition, node, to));
        moves.entrySet().removeIf(move -> move.getValue().equals(owners.get(move.getKey())));
    }
}
