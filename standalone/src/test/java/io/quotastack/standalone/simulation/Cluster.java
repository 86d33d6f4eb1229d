package io.quotastack.standalone.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.common.errors.TimeoutException;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.simulation.SimulatedPartition.Command;

/** The machines, what they stand on, and what goes wrong with them. */
final class Cluster {

    static final int PARTITIONS = 2;
    static final int NODES = 3;
    private static final Instant START = Instant.parse("2026-01-31T22:30:00Z");

    final SimulatedNetwork network;
    final Group group;
    final SimulatedConfig config;
    final SimulatedHistory history;
    final Figures figures;
    final List<SimulatedPartition> partitions = IntStream.range(0, PARTITIONS).mapToObj(SimulatedPartition::new)
            .toList();
    final SimulatedUsage usage;
    final Map<Integer, SimulatedNode> nodes = new TreeMap<>();
    private final List<SimulatedClock> clocks = new ArrayList<>();
    private final SimulatedClock brokersClock = new SimulatedClock(START);
    private final RandomGenerator random;
    private long nanos;
    private boolean diskFull;
    Rates rates;

    Cluster(RandomGenerator random, SimulatedHistory history, Figures figures) {
        this.figures = figures;
        this.random = random;
        this.history = history;
        this.rates = Rates.any(random);
        this.network = new SimulatedNetwork(random);
        this.group = new Group(random, this::nanos, PARTITIONS);
        this.config = new SimulatedConfig(random);
        this.usage = new SimulatedUsage(this, random);
        for (int node = 0; node < NODES; node++) {
            clocks.add(new SimulatedClock(START.plusMillis(random.nextInt(2_000) - 1_000)));
            nodes.put(node, started(node));
        }
    }

    SimulatedPartition partitionOf(CustomerKey customer) {
        return partitions.get(Topics.partition(customer.toString(), PARTITIONS));
    }

    // Chance.

    boolean chance(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }

    <T> Optional<T> anyOf(Stream<T> all) {
        List<T> some = all.toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    // Time.

    long nanos() {
        return nanos;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        brokersClock.move(time);
        clocks.forEach(clock -> clock.move(time));
    }

    /** Any clock is put forward or back: mostly by a little, sometimes by days. */
    void putAClock() {
        long millis = random.nextInt(4) == 0 ? Duration.ofDays(2).toMillis() : Duration.ofMinutes(40).toMillis();
        Duration by = Duration.ofMillis(random.nextLong(-millis, millis));
        SimulatedClock any = random.nextBoolean() ? brokersClock : clocks.get(random.nextInt(NODES));
        any.move(by);
    }

    SimulatedClock brokersClock() {
        return brokersClock;
    }

    /** All clocks show what the one that is furthest shows. */
    void putClocksRight() {
        List<SimulatedClock> all = Stream.concat(Stream.of(brokersClock), clocks.stream()).toList();
        Instant latest = all.stream().map(SimulatedClock::instant).max(Instant::compareTo).orElseThrow();
        all.forEach(clock -> clock.move(Duration.between(clock.instant(), latest)));
    }

    // Nodes.

    SimulatedNode started(int node) {
        return new SimulatedNode(node, this, clocks.get(node));
    }

    /** What it had sent may arrive or not; nothing comes back to it. */
    void kill(int node) {
        network.breakOff("node " + node + " ");
        Optional.ofNullable(nodes.remove(node)).ifPresent(SimulatedNode::kill);
        if (random.nextBoolean()) {
            group.leave(node);
        }
    }

    /** The node, if it takes calls now. */
    Optional<SimulatedNode> serving(int node) {
        return Optional.ofNullable(nodes.get(node)).filter(there -> !there.paused);
    }

    // The disk of the brokers.

    void fillDisk(boolean full) {
        diskFull = full;
    }

    boolean isDiskFull() {
        return diskFull;
    }

    /** An append arrives: it is written or not, and its author hears of it or not. */
    void append(int partition, byte[] key, byte[] value, String acks, CompletableFuture<Long> acknowledged) {
        if (diskFull || chance(rates.appendLost())) {
            figures.count("appends failed");
            network.send(acks, () -> acknowledged.completeExceptionally(new TimeoutException("not written in time")));
            return;
        }
        long offset = partitions.get(partition).append(Command.of(brokersClock.instant(), key, value));
        if (chance(rates.ackLost())) {
            figures.count("acknowledgements lost");
            network.send(acks,
                    () -> acknowledged.completeExceptionally(new TimeoutException("no acknowledgement in time")));
        } else {
            network.send(acks, () -> acknowledged.complete(offset));
        }
    }

    /** Whether nothing is under way any more. */
    boolean isIdle() {
        return usage.isIdle() && nodes.values().stream().allMatch(SimulatedNode::isIdle);
    }
}
