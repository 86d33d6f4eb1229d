package io.quotastack.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.bulk.ImportProgress.Counts;

/** What is known of an import when it goes on. */
class ImportProgressTest {

    private static final ImportProgress.Of THIS = new ImportProgress.Of("abc", 9, "b.csv", "http://127.0.0.1:1 live");
    private static final Instant EARLY = Instant.parse("2026-11-26T10:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir
    private Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void file() {
        file = directory.resolve("b.csv.progress");
    }

    @Test
    void whatWasAnsweredIsDoneAndWhatWasOnlySentIsInDoubt() throws IOException {
        try (ImportProgress progress = ImportProgress.in(file, THIS)) {
            progress.sending(1, 3, EARLY);
            progress.sending(4, 6, EARLY);
            progress.answered(1, 3, new Counts(2, 0, 1));
            progress.sending(7, 9, LATE);
        }
        try (ImportProgress again = ImportProgress.in(file, THIS)) {
            assertThat(again.isDone(3)).isTrue();
            assertThat(again.isDone(4)).isFalse();
            assertThat(again.counts()).isEqualTo(new Counts(2, 0, 1));
            assertThat(again.inDoubtBefore(LATE).stream()).containsExactly(4, 5, 6);
            assertThat(again.inDoubtBefore(LATE.plusSeconds(1)).stream()).containsExactly(4, 5, 6, 7, 8, 9);
            again.answered(4, 9, new Counts(6, 0, 0));
            assertThat(again.counts().rows()).isEqualTo(9);
        }
    }

    @Test
    void aLineThatACrashCutOffIsWrittenOver() throws IOException {
        try (ImportProgress progress = ImportProgress.in(file, THIS)) {
            progress.answered(1, 3, new Counts(3, 0, 0));
        }
        Files.writeString(file, "done 4 6 3 0", StandardOpenOption.APPEND);
        try (ImportProgress again = ImportProgress.in(file, THIS)) {
            assertThat(again.isDone(4)).isFalse();
            again.answered(4, 4, new Counts(1, 0, 0));
        }
        try (ImportProgress again = ImportProgress.in(file, THIS)) {
            assertThat(again.counts()).isEqualTo(new Counts(4, 0, 0));
        }
    }

    @Test
    void oneThatHardlyBeganBeginsAnew() throws IOException {
        Files.writeString(file, "quotastack-import 1\nfile a");

        try (ImportProgress progress = ImportProgress.in(file, THIS)) {
            assertThat(progress.counts()).isEqualTo(Counts.NONE);
        }
        assertThat(Files.readString(file)).isEqualTo(
                "quotastack-import 1\nfile abc 9\nname b.csv\nurl http://127.0.0.1:1 live\n");
    }

    @Test
    void anotherFileOrAnotherServiceDoesNotGoOnWithIt() throws IOException {
        ImportProgress.in(file, THIS).close();

        for (ImportProgress.Of other : new ImportProgress.Of[] {
            new ImportProgress.Of("abd", 9, "b.csv", "http://127.0.0.1:1 live"),
            new ImportProgress.Of("abc", 9, "c", "http://127.0.0.1:1 live"),
            new ImportProgress.Of("abc", 9, "b.csv", "http://127.0.0.1:1 test")}) {
            assertThatExceptionOfType(CannotGoOnException.class).isThrownBy(() -> ImportProgress.in(file, other))
                    .withMessageContaining("is of another import");
        }
    }

    @Test
    void aLineThatIsNoneOfItsOwnIsNamed() throws IOException {
        ImportProgress.in(file, THIS).close();
        Files.writeString(file, "done x\n", StandardOpenOption.APPEND);

        assertThatExceptionOfType(CannotGoOnException.class).isThrownBy(() -> ImportProgress.in(file, THIS))
                .withMessageContaining("none of its own: done x");
    }
}
