package io.quotastack.bench.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells from samples of a rate whether it is steady: a few samples together come to about as much as the few before.
 * Single ones swing too much, and neighbours hide a rate that climbs slowly, as it does while a JVM compiles.
 */
public final class Steadiness {

    private static final double TOLERANCE = 0.05;

    private final int together;
    private final List<Double> samples = new ArrayList<>();

    /** Compares so many samples with as many before them. */
    public Steadiness(int together) {
        this.together = together;
    }

    public void add(double sample) {
        samples.add(sample);
    }

    public boolean steady() {
        if (samples.size() < 2 * together) {
            return false;
        }
        double last = sum(samples.size() - together, samples.size());
        double before = sum(samples.size() - 2 * together, samples.size() - together);
        return last > 0 && Math.abs(last - before) <= TOLERANCE * before;
    }

    private double sum(int from, int to) {
        return samples.subList(from, to).stream().mapToDouble(Double::doubleValue).sum();
    }
}
