package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.Directories;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;
import io.quotastack.standalone.e2e.StoppedLog.Row;
import io.quotastack.standalone.nodes.BrokerProcesses;
import io.quotastack.standalone.nodes.NodeCluster;

/**
 * {@code ./quotastack verify} (CONTRACT 14): what the ledger has is what its log makes of it, also beside a process under
 * load and after a kill; a row and an entry that were tampered with are found out and named.
 */
@Timeout(400)
class VerifyTest {

    private static final String CHANGELOG = "quotastack-ledger-ledger-state-changelog";
    private static final int KIND = 1 + 16 + 1 + 16;
    private static final int REQUESTS = 400;

    @TempDir
    private static Path charged;
    @TempDir
    private Path directory;

    @Test
    void findsALedgerThatWasKilledUnderLoadAsItShouldBeBesideItsProcessAndWhenItIsStopped() throws Exception {
        long seed = System.nanoTime();
        QuotaStackProcess process = QuotaStackProcess.start(directory, "--partitions", "2");
        try {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit(Load.METRIC, Load.UNIT_COST);
            String key = tenant.liveKey();
            try (var line = new Line(process, running -> new Api(running.api(), key));
                    var load = new Load(line, tenant.id(), seed)) {
                load.start();
                awaitMore(load);
                tenant.perUnit("other", 3); // the configuration changes meanwhile
                process.kill9();
                process = QuotaStackProcess.start(directory);
                line.moveTo(process);
                awaitMore(load);

                QuotaStackProcess.verify(directory).expectVerified();
                load.finish();
            }
            assertThat(process.terminate()).isZero();
            QuotaStackProcess.verify(directory).expectVerified();
            process = QuotaStackProcess.start(directory);
            process.kill9();
            QuotaStackProcess.verify(directory).expectVerified();
        } finally {
            process.close();
        }
    }

    @Test
    void namesTheRowThatWasTamperedWith() throws Exception {
        chargeAnn();
        try (var log = new StoppedLog(directory)) {
            Row charged = log.last(CHANGELOG, key -> key[0] == 1 && key[KIND] == 't');
            byte[] more = charged.value().clone();
            more[more.length - 9]++; // of what is left in the block
            log.append(CHANGELOG, new Row(charged.key(), more));
        }

        Ended verified = verify();

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.output()).containsPattern("the first difference, in partition 0: the row of a block"
                + " balance BurnOrder.* of customer [0-9a-f-]+/live/[0-9a-f-]+ \\(ann\\)\n"
                + "  expected: BlockBalance\\[remaining=970, reserved=0\\]\n"
                + "  found:    BlockBalance\\[remaining=971, reserved=0\\]\n");
    }

    @Test
    void namesTheEntryThatWasTamperedWith() throws Exception {
        chargeAnn();
        try (var log = new StoppedLog(directory)) {
            List<Row> entries = log.all("ledger-entries");
            Row second = entries.get(1);
            log.deleteAll("ledger-entries");
            log.append("ledger-entries", entries.getFirst());
            log.append("ledger-entries", new Row(second.key(), replaced(second.value(), "evt_1", "evt_2")));
        }

        Ended verified = verify();

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.output()).containsPattern("the first difference, in partition 0: ledger entry 2 of"
                + " customer [0-9a-f-]+/live/[0-9a-f-]+ \\(ann\\)\n"
                + "  expected: LedgerEntry.*evt_1.*\n  found:    LedgerEntry.*evt_2.*\n");
    }

    @Test
    void namesAnEntryThatNoCommandMade() throws Exception {
        chargeAnn();
        try (var log = new StoppedLog(directory)) {
            log.append("ledger-entries", log.all("ledger-entries").get(1));
        }

        Ended verified = verify();

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.output()).contains("ledger entry 2 of").contains("no command of the log makes it");
    }

    @Test
    void foldsCustomersFromBeforeTheLogOfCommandsBegins() throws Exception {
        chargeAnn();
        try (var log = new StoppedLog(directory)) {
            log.deleteAll("commands");
        }
        try (var process = QuotaStackProcess.start(directory)) {
            new Account(process.live(), "bob").grant(10);
            assertThat(process.terminate()).isZero();
        }

        Ended verified = verify();

        assertThat(verified.output()).contains("folded: 3 ledger entries of 2 customers");
        assertThat(verified.exitCode()).isZero();

        try (var log = new StoppedLog(directory)) {
            Row counted = log.last(CHANGELOG, key -> key[0] == 1 && key[KIND] == 'm');
            byte[] more = counted.value().clone();
            more[more.length - 1]++;
            log.append(CHANGELOG, new Row(counted.key(), more));
        }
        Ended tampered = verify();
        assertThat(tampered.exitCode()).isEqualTo(1);
        assertThat(tampered.output()).containsPattern("""
                the row of a tier counter .* of customer .*\\(ann\\)
                  expected: 3
                  found:    4
                """);
    }

    @Test
    void saysWhyItCannotTell() throws Exception {
        Ended ended = verify();

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output())
                .contains("quotastack: cannot verify: there is no installation in " + directory.toAbsolutePath());
    }

    /** Which name a cluster; the file has what else it takes to reach it. */
    @Test
    void verifiesTheClusterOfTheNodesSettings() throws Exception {
        Path settings = directory.resolve("settings");
        try (var brokers = BrokerProcesses.start(directory, 1)) {
            var cluster = new NodeCluster(directory, brokers);
            assertThat(cluster.init(Map.of()).exitCode()).isZero();
            Files.writeString(settings, "bootstrap.servers=" + brokers.bootstrapServers()
                    + "\nregistry.url=http://user:hush@127.0.0.1:1\nkafka.security.protocol=PLAINTEXT\nthreads=2\n");
            QuotaStackProcess.run("verify", "--config", settings.toString()).expectVerified();
        }
        Files.writeString(settings, "bootstrap.servers=127.0.0.1:1\nkafka.sasl.mechanism=PLAIN\n");
        Ended refused = QuotaStackProcess.run("verify", "--config", settings.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("registry.url (QUOTASTACK_REGISTRY_URL) is not set",
                "kafka.sasl.mechanism is set, but kafka.security.protocol is PLAINTEXT");
    }

    /** A stopped installation where ann had a grant and a charge, which is made once. */
    private void chargeAnn() throws Exception {
        if (!Files.exists(charged.resolve("installation.properties"))) {
            makeCharged();
        }
        Directories.copy(charged, directory);
    }

    private static void makeCharged() throws InterruptedException {
        try (var process = QuotaStackProcess.start(charged, "--partitions", "1")) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit("calls", 10);
            Account ann = tenant.account("ann");
            ann.grant(1_000);
            ann.api().idempotencyKey("evt_1").post("/v1/usage",
                    Map.of("external_customer_id", "ann", "billable_metric_key", "calls", "units", 3)).expect(201);
            assertThat(process.terminate()).isZero();
        }
    }

    private static byte[] replaced(byte[] value, String from, String to) {
        String bytes = new String(value, ISO_8859_1);
        return bytes.replace(from, to).getBytes(ISO_8859_1);
    }

    private Ended verify() {
        return CommandHere.verify(directory);
    }

    private static void awaitMore(Load load) throws Exception {
        long goal = load.count() + REQUESTS;
        Eventually.within(Duration.ofSeconds(90), load::count, count -> count >= goal);
        load.checkAlive();
    }
}
