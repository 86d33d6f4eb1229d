package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;
import io.quotastack.standalone.e2e.StoppedLog.Row;

/**
 * What cannot be read stops the process, which says what and what to do, and what was accepted waits in the log until it
 * can be decided.
 */
@Timeout(300)
class UnreadableTest {

    private static final String CHANGELOG = "quotastack-ledger-ledger-state-changelog";
    private static final int KIND = 1 + 16 + 1 + 16;

    @TempDir
    private Path directory;

    @Test
    void aRowOfALaterFormatStopsTheProcessAndNothingAcceptedIsLost() throws Exception {
        String key;
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            key = grantTo("ann", process);
            assertThat(process.terminate()).isZero();
        }
        Row account = changeInTheLog();

        try (var process = QuotaStackProcess.start(directory)) {
            ann(process, key).accept("evt_1", "calls", 3);

            assertStoppedAt(account, process.awaitEnd());
        }
        assertStoppedAt(account, up());

        putBack(account);
        try (var process = QuotaStackProcess.start(directory)) {
            Account ann = ann(process, key);
            assertThat(ann.eventually("evt_1", "charged").number("/charge/cost")).isEqualTo(30);
            assertThat(ann.balance()).isEqualTo(970);
            assertThat(ann.entryTypes()).containsExactlyInAnyOrder("grant", "usage");
            assertThat(process.terminate()).isZero();
        }
    }

    @Test
    void aRowThatTheDiskHasBrokenIsRebuiltFromTheLog() throws Exception {
        String key;
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            key = grantTo("ann", process);
            assertThat(process.terminate()).isZero();
        }
        Row account = accountInTheLog();
        breakOnTheDisk(account);

        try (var process = QuotaStackProcess.start(directory)) {
            ann(process, key).accept("evt_1", "calls", 3);

            assertStoppedAt(account, process.awaitEnd());
        }
        delete(directory.resolve("state"));
        try (var process = QuotaStackProcess.start(directory)) {
            assertThat(ann(process, key).eventually("evt_1", "charged").number("/charge/cost")).isEqualTo(30);
            assertThat(ann(process, key).balance()).isEqualTo(970);
        }
    }

    @Test
    void aChangeOfConfigurationThatALaterVersionWroteStopsTheProcess() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            append(process, "config", "{\"format\":3,\"version\":1000}");

            Ended ended = process.awaitEnd();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .containsPattern("quotastack: stopped.*the record at offset [0-9]+ of config cannot"
                            + " be read: a NumberedChange has format 3, and this version reads formats up to 2: start the version"
                            + " of QuotaStack that wrote it, or a later one\n");
        }
    }

    @Test
    void aCommandOfConfigurationThatALaterVersionWroteStopsTheProcess() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            append(process, "config-commands", "{\"format\":3}");

            Ended ended = process.awaitEnd();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output()).containsPattern("quotastack: stopped.*the record at offset [0-9]+ of"
                    + " config-commands cannot be read: a ConfigSubmission has format 3");
        }
    }

    @Test
    void anInternalTopicOfALaterFormatIsRefusedBeforeItIsRead() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--partitions", "1")) {
            append(process, "formats", "commands", "{\"format\":3,\"lowest_version\":\"0.7.0\"}");
            assertThat(process.terminate()).isZero();
        }

        Ended refused = up();

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("quotastack: the topic commands has format 3, and this version reads formats"
                        + " 1 to 2: start QuotaStack 0.7.0 or later on it\n");
    }

    private Ended up() throws InterruptedException {
        return QuotaStackProcess.run("up", "--data-dir", directory.toString(), "--port", "0", "--kafka-port", "0",
                "--registry-port", "0");
    }

    /** Answers the key of the tenant. */
    private static String grantTo(String customer, QuotaStackProcess process) {
        Tenant tenant = Tenant.create(process);
        tenant.perUnit("calls", 10);
        tenant.account(customer).grant(1_000);
        return tenant.liveKey();
    }

    private static Account ann(QuotaStackProcess process, String key) {
        return new Account(new Api(process.api(), key), "ann");
    }

    private static void assertStoppedAt(Row account, Ended ended) {
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).containsPattern("quotastack: .*the row of an account of [0-9a-f-]+/live/[0-9a-f-]+,"
                + " with the key " + account.keyAsHex() + ", cannot be read: .*format");
    }

    private Row accountInTheLog() {
        try (var log = new StoppedLog(directory)) {
            return log.last(CHANGELOG, key -> key[0] == 1 && key[KIND] == 'a');
        }
    }

    /** The account's row is of a later format from now on. Answers it as it was. */
    private Row changeInTheLog() throws InterruptedException {
        Row account = accountInTheLog();
        try (var log = new StoppedLog(directory)) {
            log.append(CHANGELOG, account.ofALaterFormat());
        }
        return account;
    }

    private void putBack(Row account) throws InterruptedException {
        try (var log = new StoppedLog(directory)) {
            log.append(CHANGELOG, account);
        }
    }

    private static void append(QuotaStackProcess process, String topic, String value) {
        append(process, topic, "root", value);
    }

    private static void append(QuotaStackProcess process, String topic, String key, String value) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", process.bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
            producer.flush();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void breakOnTheDisk(Row account) throws IOException, RocksDBException {
        Path store;
        try (Stream<Path> all = Files.walk(directory.resolve("state"))) {
            store = all.filter(path -> path.endsWith("committed/ledger-state")).findFirst().orElseThrow();
        }
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (var options = new Options()) {
            RocksDB.listColumnFamilies(options, store.toString())
                    .forEach(name -> families.add(new ColumnFamilyDescriptor(name)));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (var options = new DBOptions(); var rows = RocksDB.open(options, store.toString(), families, handles)) {
            assertThat(rows.get(account.key())).isEqualTo(account.value());
            rows.put(account.key(), account.ofALaterFormat().value());
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
