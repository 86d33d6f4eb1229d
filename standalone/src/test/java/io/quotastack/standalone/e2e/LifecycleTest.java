package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** How the process comes and goes (CONTRACT 14). */
@Timeout(180)
class LifecycleTest {

    @TempDir
    private Path directory;

    @Test
    void stopsCleanlyWhenTermed() throws Exception {
        try (var process = QuotaStackProcess.start(directory)) {
            assertThat(process.terminate()).isZero();
            assertThat(process.output()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void comesBackAfterAKill() throws Exception {
        try (var killed = QuotaStackProcess.start(directory)) {
            killed.kill9();
        }
        try (var restarted = QuotaStackProcess.start(directory)) {
            assertThat(restarted.terminate()).isZero();
        }
    }

    @Test
    void refusesADirectoryInUseAndNamesItsHolder() throws Exception {
        try (var holder = QuotaStackProcess.start(directory)) {
            Ended second = up("--kafka-port", "0", "--registry-port", "0", "--port", "0");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).isEqualTo("quotastack: the data directory " + directory
                    + " is in use by another quotastack (pid " + holder.pid() + ")\n");
        }
    }

    @Test
    void refusesATakenPortInOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Ended onKafka = up("--kafka-port", port, "--registry-port", "0", "--port", "0");
            Ended onRegistry = up("--kafka-port", "0", "--registry-port", port, "--port", "0");
            Ended onApi = up("--kafka-port", "0", "--registry-port", "0", "--port", port);

            assertThat(onKafka.exitCode()).isEqualTo(1);
            assertThat(onKafka.output())
                    .isEqualTo("quotastack: port " + port + " on 127.0.0.1 is taken (--kafka-port)\n");
            assertThat(onRegistry.exitCode()).isEqualTo(1);
            assertThat(onRegistry.output())
                    .isEqualTo("quotastack: port " + port + " on 127.0.0.1 is taken (--registry-port)\n");
            assertThat(onApi.exitCode()).isEqualTo(1);
            assertThat(onApi.output())
                    .isEqualTo("quotastack: port " + port + " on 127.0.0.1 is taken (--port)\n");
            assertThat(up("--kafka-port", port, "--registry-port", port, "--port", "0").output())
                    .isEqualTo("quotastack: port " + port + " on 127.0.0.1 is taken (--kafka-port); port " + port
                            + " on 127.0.0.1 is taken (--registry-port)\n");
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).as("of a first start that was refused").isEmpty();
            }
        }
    }

    @Test
    void refusesADirectoryOfALaterFormatInOneLine() throws Exception {
        Files.writeString(directory.resolve("installation.properties"), "format=99\nlowest.version=9.1.0\n");

        Ended refused = up("--kafka-port", "0", "--registry-port", "0", "--port", "0");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("has format 99").contains("start QuotaStack 9.1.0 or later on it");
        assertThat(directory.resolve("kafka")).doesNotExist();
    }

    @Test
    void refusesAnotherNumberOfPartitions() throws Exception {
        try (var first = QuotaStackProcess.start(directory, "--partitions", "2")) {
            assertThat(first.terminate()).isZero();
        }

        Ended second = up("--partitions", "3", "--kafka-port", "0", "--registry-port", "0", "--port", "0");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains("was created with 2, and the number of partitions cannot change");
    }

    @Test
    void opensTheApiAloneToOthers() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--host", "0.0.0.0")) {
            assertThat(process.api().getHost()).isEqualTo("0.0.0.0");
            assertThat(process.bootstrapServers()).startsWith("127.0.0.1:");
            assertThat(process.registry().getHost()).isEqualTo("127.0.0.1");
            assertThat(process.terminate()).isZero();
        }
    }

    @Test
    void keepsWebhooksFromPrivateAddressesWhenAsked() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--no-private-webhooks")) {
            Map<String, String> inside = Map.of("webhook_url", "http://127.0.0.1:9/", "webhook_secret",
                    WebhookReceiver.SECRET);

            Api.Answer refused = process.live()
                    .patch("/v1/tenants/" + process.credential("tenant_id") + "/config", inside);

            assertThat(refused.expect(400).toString()).contains("webhook_url");
            assertThat(process.output()).contains("--no-private-webhooks: ");
        }
    }

    @Test
    void refusesAHostThatIsNotThisMachine() throws Exception {
        assertThat(up("--host", "192.0.2.1").exitCode()).isEqualTo(2);
        assertThat(up("--host", "no.such.host.invalid").output())
                .contains("--host").contains("'no.such.host.invalid' is no address of this machine");
    }

    @Test
    void answersWrongUsageWithExitCode2() throws Exception {
        assertThat(up("--port", "99999").exitCode()).isEqualTo(2);
        assertThat(up("--partitions", "0").exitCode()).isEqualTo(2);
        assertThat(up("--no-such-option").exitCode()).isEqualTo(2);
    }

    private Ended up(String... options) throws InterruptedException {
        var command = new String[options.length + 3];
        command[0] = "up";
        command[1] = "--data-dir";
        command[2] = directory.toString();
        System.arraycopy(options, 0, command, 3, options.length);
        return QuotaStackProcess.run(command);
    }
}
