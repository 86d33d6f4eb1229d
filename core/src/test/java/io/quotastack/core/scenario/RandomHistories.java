package io.quotastack.core.scenario;

import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.TestReporter;

/** Runs a property over many histories; each has a seed of its own, which a failure names and which repeats it alone. */
public final class RandomHistories {

    private final TestReporter reporter;

    public RandomHistories(TestReporter reporter) {
        this.reporter = reporter;
    }

    /** What holds in every history. */
    public interface Property {
        void reservationsIn(Random random);
    }

    public void check(int histories, Property property) {
        var seeds = new Random(RandomGenerator.getDefault().nextLong());
        for (int i = 0; i < histories; i++) {
            checkSeed(seeds.nextLong(), property);
        }
        reporter.publishEntry("the seed of a further history", Long.toString(seeds.nextLong()));
    }

    public void checkSeed(long seed, Property property) {
        try {
            property.reservationsIn(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
