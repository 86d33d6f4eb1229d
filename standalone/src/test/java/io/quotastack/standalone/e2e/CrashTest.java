package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.Load.Answered;

/**
 * {@code kill -9} under load, several times over, loses and doubles nothing (CONTRACT 11 and 14). Goal: an exactly-once
 * count. Method: callers keep books of what they were told; each request that got no answer is sent again with its key;
 * in the end the ledger must have each acknowledged event once and nothing else, and {@code verify} finds all as it should
 * be. How often it kills is said by {@link Rounds}.
 */
@Timeout(1_200)
class CrashTest {

    private static final int REQUESTS_BETWEEN_KILLS = 300;
    /** Sent again in the end; in the long form, all are. */
    private static final int REPLAYS = Rounds.LONG_FORM ? Integer.MAX_VALUE : 60;

    @TempDir
    private Path directory;

    @Test
    void losesAndDoublesNothingUnderKills() throws Exception {
        long seed = System.nanoTime();
        QuotaStackProcess process = QuotaStackProcess.start(directory, "--partitions", "2");
        try {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit(Load.METRIC, Load.UNIT_COST);
            String key = tenant.liveKey();
            try (var line = new Line(process, running -> new Api(running.api(), key));
                    var load = new Load(line, tenant.id(), seed)) {
                load.start();
                for (int kill = 0; kill < Rounds.COUNT; kill++) {
                    awaitMore(load);
                    process.kill9();
                    Rounds.afterKill(directory);
                    process = QuotaStackProcess.start(directory);
                    line.moveTo(process);
                }
                awaitMore(load);
                load.finish();

                assertThat(line.unanswered()).as("requests that had to be sent again").isPositive();
                var api = new Api(process.api(), key);
                load.books().forEach((customer, acknowledged) -> ExactlyOnce.expect(new Account(api, customer),
                        acknowledged, "seed " + seed + ", " + customer));
                int replays = expectReplays(load, seed);
                Rounds.report("CrashTest seed " + seed + ": " + Rounds.COUNT + " kills, " + load.count()
                        + " requests answered, " + line.unanswered() + " cut off and sent again, " + replays
                        + " answers compared; each acknowledged event is in the ledger once");
            }
            assertThat(process.terminate()).isZero();
            QuotaStackProcess.Ended verified = CommandHere.verify(directory).expectVerified();
            Rounds.report(verified.output());
        } finally {
            process.close();
        }
    }

    private static void awaitMore(Load load) throws Exception {
        long goal = load.count() + REQUESTS_BETWEEN_KILLS;
        Eventually.within(Duration.ofSeconds(90), load::count, count -> count >= goal);
        load.checkAlive();
    }

    /** Answers of every process before, among them those given moments before a kill. */
    private static int expectReplays(Load load, long seed) {
        List<Answered> sample = new ArrayList<>(load.answered());
        Collections.shuffle(sample, new Random(seed));
        List<Answered> replayed = sample.subList(0, Math.min(REPLAYS, sample.size()));
        replayed.forEach(load::expectReplay);
        return replayed.size();
    }
}
