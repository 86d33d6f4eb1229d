package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.Load.Answered;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/**
 * {@code ./quotastack backup} and {@code restore}: a backup taken under load has all that was answered before it began, is as
 * it should be, and is gone on from, beside the process that it was taken of; one that is damaged is refused.
 */
@Timeout(400)
class BackupTest {

    private static final int REQUESTS = 400;
    private static final int REPLAYS = 60;

    @TempDir
    private Path directory;

    @Test
    void aBackupUnderLoadHasAllThatWasAnsweredBefore() throws Exception {
        long seed = System.nanoTime();
        Path data = directory.resolve("data");
        Path restored = directory.resolve("restored");
        List<Answered> before;
        try (var process = QuotaStackProcess.start(data, "--partitions", "2")) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit(Load.METRIC, Load.UNIT_COST);
            String key = tenant.liveKey();
            try (var line = new Line(process, running -> new Api(running.api(), key));
                    var load = new Load(line, tenant.id(), seed)) {
                load.start();
                awaitMore(load);
                before = load.answered();

                expectDone(backup(data, "backup"));

                awaitMore(load);
                load.finish();
                expectDone(restore("backup", restored));
                // Beside the process, whose broker has the port that this one had.
                CommandHere.verify(restored).expectVerified();
                try (var second = QuotaStackProcess.start(restored)) {
                    line.moveTo(second);
                    List<Answered> sample = new ArrayList<>(before);
                    Collections.shuffle(sample, new Random(seed));
                    sample.stream().limit(REPLAYS).forEach(load::expectReplay);
                    assertThat(second.terminate()).isZero();
                }
                CommandHere.verify(restored).expectVerified();
            }
            assertThat(process.terminate()).isZero();
        }
    }

    @Test
    void aStoppedDirectoryIsBackedUpAndOnlyAWholeBackupIsRestored() throws Exception {
        Path data = directory.resolve("data");
        try (var process = QuotaStackProcess.start(data, "--partitions", "1")) {
            Tenant.create(process).account("ann").grant(1_000);
            assertThat(process.terminate()).isZero();
        }
        expectDone(backup(data, "backup"));
        assertThat(backup(data, "backup").output()).contains("cannot back up").contains("is not empty");
        assertThat(restore("backup", data).output()).contains("cannot restore").contains("is not empty");

        Path restored = directory.resolve("restored");
        expectDone(restore("backup", restored));
        try (var process = QuotaStackProcess.start(restored)) {
            assertThat(process.terminate()).isZero();
        }

        flipAByte(directory.resolve("backup/kafka/ledger-entries-0/00000000000000000000.log"));
        Path half = directory.resolve("half");
        Ended refused = restore("backup", half);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("the backup is damaged: ")
                .contains("ledger-entries-0/00000000000000000000.log does not have the checksum");
        assertThat(Files.exists(half.resolve("installation.properties"))).isFalse();

        Files.delete(directory.resolve("backup/manifest.json"));
        assertThat(restore("backup", directory.resolve("other")).output()).contains("one that was not finished");

        flipAByte(data.resolve("kafka/ledger-entries-0/00000000000000000000.log"));
        Ended damaged = backup(data, "another");
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.output()).containsPattern("ledger-entries-0/0+.log is damaged behind byte");
        assertThat(Files.exists(directory.resolve("another/manifest.json"))).isFalse();
    }

    private Ended backup(Path data, String name) throws InterruptedException {
        return QuotaStackProcess.run("backup", directory.resolve(name).toString(), "--data-dir", data.toString());
    }

    private Ended restore(String name, Path data) {
        return CommandHere.run("restore", directory.resolve(name).toString(), "--data-dir", data.toString());
    }

    private static void expectDone(Ended ended) {
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    private static void awaitMore(Load load) throws Exception {
        long goal = load.count() + REQUESTS;
        Eventually.within(Duration.ofSeconds(90), load::count, count -> count >= goal);
        load.checkAlive();
    }

    private static void flipAByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
