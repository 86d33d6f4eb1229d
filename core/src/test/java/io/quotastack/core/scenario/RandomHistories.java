package io.quotastack.core.scenario;

import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.TestReporter;

/**
 * Runs a property over many histories; each has a seed of its own, which a failure names and which repeats it alone. A build
 * runs some of them; {@code -Dquotastack.histories=100}, or a larger percentage, all.
 */
public final class RandomHistories {

    private static final int PERCENT = Integer.getInteger("quotastack.histories", 40);

    private final TestReporter reporter;

    public RandomHistories(TestReporter reporter) {
        this.reporter = reporter;
    }

    /** What holds in every history. */
    public interface Property {
        void reservationsIn(Random random);
    }

    /**
     * Checks the property in each history.
     *
     * @param histories of which a build runs some
     */
    public void check(int histories, Property property) {
        int run = Math.max(1, histories * PERCENT / 100);
        var seeds = new Random(RandomGenerator.getDefault().nextLong());
        for (int i = 0; i < run; i++) {
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
