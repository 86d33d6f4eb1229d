package io.quotastack.standalone.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.quotastack.metering.intake.IntakeLoop;

/**
 * Runs of the {@link Simulation} from seeds that are printed: as many as fit into a few seconds of the build, or
 * {@code -Dquotastack.seeds=10000} of them. {@code -Dquotastack.seed=…} is the first of them, alone where their number is
 * not given.
 */
class SimulationTest {

    private static final Duration IN_THE_BUILD = Duration.ofSeconds(12);
    private static final String SEED = "quotastack.seed";
    private static final long FIRST = Long.getLong(SEED, new Random().nextInt(Integer.MAX_VALUE));
    private static final long SEEDS = Long.getLong("quotastack.seeds", System.getProperty(SEED) == null ? 0 : 1);

    private static final SimulatedHistory HISTORY = new SimulatedHistory(Cluster.PARTITIONS);

    private final Figures figures = new Figures();

    private static final Logger INTAKE = (Logger) LoggerFactory.getLogger(IntakeLoop.class);

    /** It says of each failed append that it tries again, which is not worth a line here. */
    @BeforeAll
    static void quieten() {
        INTAKE.setLevel(Level.ERROR);
    }

    @AfterAll
    static void close() throws IOException {
        INTAKE.setLevel(null);
        HISTORY.close();
    }

    @Test
    void keepsItsPromisesWhateverGoesWrong() {
        long began = System.nanoTime();
        long runs = 0;
        while (SEEDS > 0 ? runs < SEEDS : System.nanoTime() - began < IN_THE_BUILD.toNanos()) {
            run(FIRST + runs++);
        }
        System.out.printf("%,d runs from seed %d in %,d s: %s%n", runs, FIRST,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), figures);
    }

    /** Each of them found something once. */
    @ParameterizedTest
    @ValueSource(longs = {4, 925543657, 20265247, 20265785})
    void keepsThemWhereItOnceDidNot(long seed) {
        run(seed);
    }

    /** On a thread of its own, with which ends what a stream thread keeps. */
    private void run(long seed) {
        var run = new FutureTask<>(() -> {
            new Simulation(seed, HISTORY, figures).run();
            return seed;
        });
        Thread.ofPlatform().start(run);
        try {
            run.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("run it again by -D" + SEED + "=" + seed, e);
        }
    }
}
