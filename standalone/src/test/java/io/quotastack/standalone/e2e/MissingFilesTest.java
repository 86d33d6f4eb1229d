package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** What a data directory lacks, or has of another time, is told and never silently made up for. */
@Timeout(300)
class MissingFilesTest {

    @TempDir
    private Path directory;

    @Test
    void aMissingMasterKeyIsRefusedOnceSecretsAreSealedWithIt() throws Exception {
        Path data = directory.resolve("data");
        Path key = data.resolve("secrets.key");
        start(data).close();
        Files.delete(key);
        String tenant;
        try (var process = start(data)) { // nothing was sealed: a new one will do
            tenant = process.credential("tenant_id");
            process.root().patch("/v1/tenants/" + tenant + "/config?environment=test",
                    Map.of("webhook_url", "http://127.0.0.1:9/", "webhook_secret",
                            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                    .expect(200);
            assertThat(process.terminate()).isZero();
        }
        String whole = Files.readString(key);
        Files.delete(key);

        Ended refused = up(data);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("quotastack: secrets.key is missing in " + data
                + ", and 1 webhook secrets are sealed with it: put it back");
        assertThat(Files.exists(key)).isFalse();
        try (var process = QuotaStackProcess.start(data, "--new-secrets-key")) {
            assertThat(process.output()).contains("1 webhook secrets are sealed with another key");
            assertThat(process.terminate()).isZero();
        }
        Files.writeString(key, whole);
        try (var process = start(data)) {
            assertThat(process.output()).doesNotContain("sealed with another key");
        }
    }

    @Test
    void anOlderCopyOfTheStateIsBroughtUpToDateAndANewerOneIsRefused() throws Exception {
        Path data = directory.resolve("data");
        grants(data, 1, 5);
        Path before = directory.resolve("before");
        copy(data, before);
        grants(data, 6, 10);
        Path after = directory.resolve("after");
        copy(data, after);

        replaceState(data, before);
        try (var process = start(data)) {
            Account ann = new Account(process.live(), "ann");
            assertThat(ann.entryTypes()).hasSize(10);
            ann.grant(1_000);
            assertThat(process.terminate()).isZero();
        }
        CommandHere.verify(data).expectVerified();

        replaceState(before, after);
        Ended refused = up(before);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("quotastack: ");
    }

    private static QuotaStackProcess start(Path data) {
        return QuotaStackProcess.start(data, "--partitions", "1");
    }

    private static void grants(Path data, int from, int to) throws Exception {
        try (var process = start(data)) {
            Account ann = new Account(process.live(), "ann");
            for (int i = from; i <= to; i++) {
                ann.grant(1_000);
            }
            assertThat(ann.entryTypes()).hasSize(to);
            assertThat(process.terminate()).isZero();
        }
    }

    private static Ended up(Path data) throws InterruptedException {
        return QuotaStackProcess.run("up", "--data-dir", data.toString(), "--port", "0", "--kafka-port", "0",
                "--registry-port", "0");
    }

    private static void replaceState(Path data, Path other) throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("state"))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        copy(other.resolve("state"), data.resolve("state"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
