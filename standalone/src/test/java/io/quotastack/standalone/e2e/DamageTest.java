package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** What a disk has damaged is told, and nothing is booked on behind a hole. */
@Timeout(300)
class DamageTest {

    private static final String CLEAN_STOP = ".kafka_cleanshutdown";
    private static final double MIDDLE = 0.5;
    private static final int FIRST_OCTET = 0;
    private static final int LAST_OCTET = -1;

    /** The offset and the length that begin it. */
    private static final int BATCH_HEADER = Long.BYTES + Integer.BYTES;

    /** Where in a batch its attributes stand, and the one that control batches have. */
    private static final int ATTRIBUTES = 21;
    private static final int CONTROL = 0x20;

    /** Which batch is damaged. */
    enum Batch {
        OF_RECORDS,
        END_OF_A_TRANSACTION
    }

    @TempDir
    private static Path whole;

    @TempDir
    private Path directory;

    @BeforeAll
    static void aLedgerOfSomeEntries() throws Exception {
        try (var process = QuotaStackProcess.start(whole, "--partitions", "1")) {
            Account ann = Tenant.create(process).account("ann");
            for (int i = 0; i < 10; i++) {
                ann.grant(1_000);
            }
            assertThat(ann.entryTypes()).hasSize(10);
            assertThat(process.terminate()).isZero();
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        try (Stream<Path> all = Files.walk(whole)) {
            for (Path path : all.filter(path -> !path.equals(whole)).toList()) {
                Files.copy(path, directory.resolve(whole.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger-entries-0", "quotastack-ledger-ledger-state-changelog-0", "config-0"})
    void recordsThatTheBrokerDroppedAfterAnUncleanStopKeepTheProcessFromStarting(String topic) throws Exception {
        flip(topic, MIDDLE, LAST_OCTET);
        String refusal = "the log has lost records that it had acknowledged: .*" + topic
                + " ends at offset [0-9]+ and reached [0-9]+";

        assertStopsWith(refusal);
        assertStopsWith(refusal); // as a supervisor starts it again
        Ended verification = QuotaStackProcess.verify(directory);
        assertThat(verification.exitCode()).isEqualTo(2);
        assertThat(verification.output()).containsPattern(refusal);
    }

    /** Without fsync a power cut may take what was acknowledged; what does not fit together then is no ledger all the same. */
    @Test
    void entriesThatHistoryHadReadStopTheProcessWithoutFsyncToo() throws Exception {
        flip("ledger-entries-0", MIDDLE, LAST_OCTET);

        assertStopsWith("ledger-entries-0 ends before offset [0-9]+, up to where its records were read", "--no-fsync");
    }

    /** What was booked is there; what is asked next was made with a version that nobody has. */
    @Test
    void aConfigurationThatLostItsEndIsToldByTheFirstCommandThatNeedsIt() throws Exception {
        flip("config-0", 0.95, LAST_OCTET);

        try (var process = QuotaStackProcess.start(directory, "--no-fsync")) {
            expectNoAnswer(process);

            Ended ended = process.awaitEnd();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .containsPattern("a command was made with version [0-9]+ of the configuration, and "
                            + "the topic config ends with version [0-9]+: it has lost records");
        }
    }

    /** The end of a transaction too: what it wrote stands in the log then, and no reader will ever see it. */
    @ParameterizedTest
    @EnumSource(Batch.class)
    void soDoTheyWhenHistoryIsBuiltAnew(Batch batch) throws Exception {
        flip("ledger-entries-0", MIDDLE, LAST_OCTET, batch);
        delete("history");

        assertStopsWith("the account of [0-9a-f-]+/live/[0-9a-f-]+ does not fit its ledger: entry 10 is not in "
                + "ledger-entries", "--no-fsync");
    }

    @Test
    void soDoesAStateThatIsAheadOfItsChangelog() throws Exception {
        flip("quotastack-ledger-ledger-state-changelog-0", 0, LAST_OCTET);

        assertStopsWith("the store ledger-state has all of quotastack-ledger-ledger-state-changelog-0 up to offset "
                + "[0-9]+, and that ends at 0: it lost its end", "--no-fsync");
    }

    @Test
    void aLogThatTheBrokerCannotEvenReadIsNamed() throws Exception {
        flip("ledger-entries-0", MIDDLE, FIRST_OCTET);

        assertStopsWith("the Kafka broker stopped for good.*docs/operating/durability.md");
    }

    /** Undecided, it is answered 503, unless the process ends before it answers. */
    private static void expectNoAnswer(QuotaStackProcess process) throws InterruptedException {
        var request = HttpRequest.newBuilder(process.api().resolve("/v1/customers"))
                .header("X-API-Key", process.credential("live_key"))
                .header("Content-Type", "application/json").header("Idempotency-Key", "once")
                .POST(HttpRequest.BodyPublishers.ofString("{\"external_id\":\"bob\"}")).build();
        try (var client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("EOF");
        }
    }

    /** It may have been ready for a moment: accounts are compared when all else runs. */
    private void assertStopsWith(String pattern, String... options) throws Exception {
        Ended ended = QuotaStackProcess.run(Stream.concat(Stream.of("up", "--data-dir", directory.toString(), "--port",
                "0", "--kafka-port", "0", "--registry-port", "0"), Stream.of(options)).toArray(String[]::new));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).containsPattern("quotastack: .*" + pattern);
    }

    /**
     * Flips a bit in a batch of the topic, and makes the last stop unclean, after which the broker looks at checksums.
     *
     * @param share of the topic before the batch, which is the next of the kind
     * @param octet of the batch; negative: from its end
     */
    private void flip(String topic, double share, int octet) throws IOException {
        flip(topic, share, octet, Batch.OF_RECORDS);
    }

    private void flip(String topic, double share, int octet, Batch wanted) throws IOException {
        Files.delete(directory.resolve("kafka").resolve(CLEAN_STOP));
        Path segment = largest(directory.resolve("kafka").resolve(topic));
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long batch = 0;
            while (endOf(file, batch) < share * file.size() || isOf(file, batch) != wanted) {
                batch = endOf(file, batch);
            }
            long at = octet < 0 ? endOf(file, batch) + octet : batch + octet;
            ByteBuffer found = ByteBuffer.allocate(1);
            file.read(found, at);
            found.put(0, (byte) (found.get(0) ^ 1)).rewind();
            file.write(found, at);
        }
    }

    private static Batch isOf(FileChannel file, long batch) throws IOException {
        ByteBuffer attributes = ByteBuffer.allocate(Short.BYTES);
        file.read(attributes, batch + ATTRIBUTES);
        return (attributes.getShort(0) & CONTROL) == 0 ? Batch.OF_RECORDS : Batch.END_OF_A_TRANSACTION;
    }

    private static long endOf(FileChannel file, long batch) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        file.read(length, batch + Long.BYTES);
        return batch + BATCH_HEADER + length.getInt(0);
    }

    private static Path largest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
        }
    }

    private void delete(String folder) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(directory.resolve("state"))) {
            Path root = all.filter(path -> path.endsWith(folder)).findFirst().orElseThrow();
            try (Stream<Path> below = Files.walk(root)) {
                found = below.sorted(Comparator.reverseOrder()).toList();
            }
        }
        for (Path path : found) {
            Files.delete(path);
        }
    }
}
