package io.quotastack.standalone.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What is on its way: of one channel in its order, of several in any. */
final class SimulatedNetwork {

    private final RandomGenerator random;
    private final SortedMap<String, Deque<Runnable>> channels = new TreeMap<>();

    SimulatedNetwork(RandomGenerator random) {
        this.random = random;
    }

    void send(String channel, Runnable arrival) {
        channels.computeIfAbsent(channel, none -> new ArrayDeque<>()).add(arrival);
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    /** Any of the first of each channel arrives. */
    void deliverOne() {
        if (!channels.isEmpty()) {
            List<String> names = new ArrayList<>(channels.keySet());
            deliverFirst(names.get(random.nextInt(names.size())));
        }
    }

    private void deliverFirst(String channel) {
        Deque<Runnable> arrivals = channels.getOrDefault(channel, new ArrayDeque<>());
        Runnable first = arrivals.removeFirst();
        if (arrivals.isEmpty()) {
            channels.remove(channel);
        }
        first.run();
    }

    /** Whoever sends there is gone: some of it arrives, and nothing behind the first that does not. */
    void breakOff(String prefix) {
        for (String channel : List.copyOf(channels.keySet())) {
            if (channel.startsWith(prefix)) {
                while (channels.containsKey(channel) && random.nextBoolean()) {
                    deliverFirst(channel);
                }
                channels.remove(channel);
            }
        }
    }
}
