package io.quotastack.standalone.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what happened in all runs: whoever changes the simulation sees whether it still tries what it is there for. */
final class Figures {

    private final Map<String, Long> counts = new TreeMap<>();

    void count(String what) {
        count(what, 1);
    }

    void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream().map(entry -> String.format("%,d %s", entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
