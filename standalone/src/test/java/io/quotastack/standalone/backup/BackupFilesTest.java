package io.quotastack.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Progress;
import io.quotastack.standalone.data.Installation;

/** What is copied, and what is refused, of a stopped installation of one log. */
@Timeout(60)
class BackupFilesTest {

    private static final int BATCH = 4_000;

    @TempDir
    private Path directory;

    private Path data;
    private Path segment;
    private Path backup;

    @BeforeEach
    void anInstallation() throws IOException {
        data = directory.resolve("data");
        backup = directory.resolve("backup");
        segment = data.resolve("kafka/commands-0/00000000000000000000.log");
        try (var held = DataDirectory.open(data)) {
            assertThat(Installation.in(held, OptionalInt.of(1)).partitions()).isEqualTo(1);
        }
        Files.createDirectories(segment.getParent());
        Files.writeString(data.resolve("secrets.key"), "secret");
        Files.writeString(data.resolve("kafka/.kafka_cleanshutdown"), "");
        Files.writeString(data.resolve("kafka/meta.properties"), "version=1\n");
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 3; i++) {
                log.write(MemoryRecords.withRecords(i, Compression.NONE, new SimpleRecord(new byte[BATCH])).buffer());
            }
        }
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        take();
        restore("restored");

        for (Path root : List.of(backup, directory.resolve("restored"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root))).isEqualTo("rwx------");
            for (String file : List.of("secrets.key", "installation.properties",
                    "kafka/commands-0/00000000000000000000.log")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(file)))).as(file)
                        .isEqualTo("rw-------");
            }
        }
        assertThat(Files.exists(directory.resolve("restored/unfinished-restore"))).isFalse();
    }

    @Test
    void whatStandsBehindADamagedLengthIsNoCutOffEnd() throws Exception {
        lengthOfTheFirstBatch(1 << 30);

        assertThatThrownBy(this::take).isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("00000000000000000000.log is damaged behind byte 0");
    }

    @Test
    void afterAKillTheLastBatchMayBeHalfThereAndNoMoreThanThat() throws Exception {
        Files.delete(data.resolve("kafka/.kafka_cleanshutdown"));
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            log.truncate(log.size() - 100);
        }
        take();

        lengthOfTheFirstBatch(1 << 30);
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            log.write(ByteBuffer.allocate(1), 7 << 20);
        }
        backup = directory.resolve("another");
        assertThatThrownBy(this::take).isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("is damaged behind byte 0");
    }

    @Test
    void whatAKillLeftUnendedIsToldAtOnceWithWhatToDo() throws Exception {
        Files.writeString(segment.resolveSibling("00000000000000000000.log.swap"), "");

        assertThatThrownBy(this::take).isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("start it and stop it once, or run ./quotastack verify, then back up");
    }

    @Test
    void aRestoreThatFailedDoesNotStart() throws Exception {
        take();
        Files.delete(backup.resolve("secrets.key")); // the last of all

        assertThatThrownBy(() -> restore("half")).isInstanceOf(BackupFailedException.class)
                .hasMessageContaining("secrets.key is missing");
        expectRefused("half");
    }

    @Test
    void oneThatFailedEarlyDoesNotStartEither() throws Exception {
        take();
        Files.delete(backup.resolve("kafka/commands-0/00000000000000000000.log"));
        assertThatThrownBy(() -> restore("half")).isInstanceOf(BackupFailedException.class);
        expectRefused("half");

        Files.delete(directory.resolve("half/unfinished-restore"));
        Files.deleteIfExists(directory.resolve("half/installation.properties"));
        try (var held = DataDirectory.open(directory.resolve("half"))) {
            assertThatThrownBy(() -> Installation.in(held, OptionalInt.empty())).as("a log, though not all of it")
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("installation.properties is missing");
        }
    }

    private void expectRefused(String name) {
        try (var held = DataDirectory.open(directory.resolve(name))) {
            assertThatThrownBy(() -> Installation.in(held, OptionalInt.empty()))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("was not finished: delete that directory");
        }
    }

    private void lengthOfTheFirstBatch(int length) throws IOException {
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            log.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, length), Long.BYTES);
        }
    }

    private void take() throws IOException {
        assertThat(new Backup(data, backup, progress()).take().files()).hasSizeGreaterThanOrEqualTo(4);
        try (Stream<Path> files = Files.list(backup)) {
            assertThat(files).isNotEmpty();
        }
    }

    private void restore(String name) throws IOException {
        assertThat(new Restore(backup, directory.resolve(name), progress()).run().files()).isNotEmpty();
    }

    private static Progress progress() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }
}
