package io.quotastack.bench.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells from the answers in each window of time whether a rate is steady: a few windows together have about as many as
 * the few before. Single ones swing too much, and neighbours hide a rate that climbs slowly, as it does while a JVM
 * compiles.
 */
final class Steadiness {

    private static final int TOGETHER = 5;
    private static final double TOLERANCE = 0.05;

    private final List<Long> counts = new ArrayList<>();

    void add(long answers) {
        counts.add(answers);
    }

    boolean steady() {
        if (counts.size() < 2 * TOGETHER) {
            return false;
        }
        double last = sum(counts.size() - TOGETHER, counts.size());
        double before = sum(counts.size() - 2 * TOGETHER, counts.size() - TOGETHER);
        return last > 0 && Math.abs(last - before) <= TOLERANCE * before;
    }

    private long sum(int from, int to) {
        return counts.subList(from, to).stream().mapToLong(Long::longValue).sum();
    }
}
