package io.quotastack.standalone.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is copied of a log that is written to is the log of one instant. */
@Timeout(60)
class LogSnapshotTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path log;

    @BeforeEach
    void twoTopics() throws IOException {
        for (String topic : List.of("causes-0", "effects-0")) {
            Files.createDirectories(log.resolve(topic));
            Files.createFile(log.resolve(topic).resolve("00000000000000000000.log"));
        }
    }

    @Test
    void noEffectIsThereWithoutItsCauseAndNoneIsMissingButTheLast() throws Exception {
        var stopping = new AtomicBoolean();
        var written = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> writeCausesAndEffects(stopping, written));
        try {
            for (int i = 0; i < 200; i++) {
                long before = written.get();
                try (var snapshot = LogSnapshot.of(log, any -> true, PATIENCE)) {
                    long after = written.get();
                    long causes = length(snapshot, "causes-0");
                    long effects = length(snapshot, "effects-0");
                    assertThat(effects).isBetween(causes - 1, causes);
                    assertThat(effects).isBetween(before, after + 1);
                }
            }
            assertThat(written.get()).isPositive();
        } finally {
            stopping.set(true);
            writer.join();
        }
    }

    /** One byte each, one after the other, with a pause now and then as any writer has. */
    private void writeCausesAndEffects(AtomicBoolean stopping, AtomicLong written) {
        try (FileChannel causes = FileChannel.open(segment("causes-0"), APPEND);
                FileChannel effects = FileChannel.open(segment("effects-0"), APPEND)) {
            while (!stopping.get()) {
                causes.write(ByteBuffer.allocate(1));
                LockSupport.parkNanos(written.get() % 3 == 0 ? 200_000 : 1);
                effects.write(ByteBuffer.allocate(1));
                written.incrementAndGet();
                LockSupport.parkNanos(written.get() % 7 == 0 ? 200_000 : 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void staysWhatItWasWhenTheBrokerAppendsAndRemoves() throws Exception {
        Files.writeString(segment("causes-0"), "then");
        try (var snapshot = LogSnapshot.of(log, any -> true, PATIENCE)) {
            Files.writeString(segment("causes-0"), "now", APPEND);
            Files.delete(segment("effects-0"));

            LogFile causes = file(snapshot, "causes-0");
            ByteBuffer bytes = ByteBuffer.allocate((int) causes.length());
            assertThat(causes.channel().read(bytes, 0)).isEqualTo(4);
            assertThat(new String(bytes.array(), UTF_8)).isEqualTo("then");
            assertThat(length(snapshot, "effects-0")).isZero();
        }
    }

    @Test
    void hasNothingThatTheBrokerMakesAnewOrIsAboutToDelete() throws Exception {
        for (String name : List.of("causes-0/00000000000000000000.index", "causes-0/00000000000000000007.snapshot",
                "causes-0/00000000000000000000.log.deleted", "recovery-point-offset-checkpoint",
                ".kafka_cleanshutdown", "old-0.0f-delete/00000000000000000000.log", "meta.properties")) {
            Files.createDirectories(log.resolve(name).getParent());
            Files.createFile(log.resolve(name));
        }
        try (var snapshot = LogSnapshot.of(log, any -> true, PATIENCE)) {
            assertThat(snapshot.files().stream().map(file -> file.name().toString()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("causes-0/00000000000000000000.log",
                            "effects-0/00000000000000000000.log", "meta.properties");
        }
    }

    @Test
    void onlyTheLastSegmentOfALogMayGrow() throws Exception {
        Files.createFile(log.resolve("causes-0/00000000000000000009.log"));
        try (var snapshot = LogSnapshot.of(log, any -> true, PATIENCE)) {
            assertThat(snapshot.files().stream().filter(LogFile::growing).map(file -> file.name().toString()).toList())
                    .containsExactlyInAnyOrder("causes-0/00000000000000000009.log",
                            "effects-0/00000000000000000000.log");
        }
    }

    @Test
    void waitsWhileASegmentTakesThePlaceOfOthersAndGivesUpInTheEnd() throws Exception {
        Path swap = Files.createFile(log.resolve("causes-0/00000000000000000000.log.swap"));
        assertThatThrownBy(() -> LogSnapshot.of(log, any -> true, Duration.ofMillis(50)))
                .isInstanceOf(BackupFailedException.class).hasMessageContaining("no instant was found");

        Files.delete(swap);
        LogSnapshot.of(log, any -> true, PATIENCE).close();
    }

    @Test
    void isOfAnInstantThatIsWanted() throws Exception {
        var asked = new AtomicLong();
        LogSnapshot.of(log, any -> asked.incrementAndGet() == 3, PATIENCE).close();

        assertThat(asked.get()).isEqualTo(3);
    }

    private Path segment(String topic) {
        return log.resolve(topic).resolve("00000000000000000000.log");
    }

    private static LogFile file(LogSnapshot snapshot, String topic) {
        return snapshot.files().stream().filter(file -> file.name().startsWith(topic)).findFirst().orElseThrow();
    }

    private static long length(LogSnapshot snapshot, String topic) {
        return file(snapshot, topic).length();
    }

}
