package io.quotastack.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.start.CannotStartException;

class DataDirectoryTest {

    @TempDir
    private Path path;

    @Test
    void isHeldByOneAtATime() {
        var first = DataDirectory.open(path);

        assertThatThrownBy(() -> DataDirectory.open(path)).isInstanceOf(CannotStartException.class)
                .hasMessageContaining(path.toString()).hasMessageContaining("in use by another quotastack");

        first.close();
        DataDirectory.open(path).close();
    }

    @Test
    void cannotBeAFile() throws IOException {
        Path file = Files.createFile(path.resolve("data"));

        assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(CannotStartException.class)
                .hasMessageContaining(file + " cannot be used");
    }

    @Test
    void keepsTheInstallationOfItsFirstStart() {
        try (var directory = DataDirectory.open(path)) {
            Installation first = Installation.in(directory, OptionalInt.of(3));

            assertThat(first.partitions()).isEqualTo(3);
            assertThat(Installation.in(directory, OptionalInt.empty())).isEqualTo(first);
            assertThat(Installation.in(directory, OptionalInt.of(3))).isEqualTo(first);
        }
    }

    @Test
    void refusesAnotherNumberOfPartitionsLater() {
        try (var directory = DataDirectory.open(path)) {
            Installation.in(directory, OptionalInt.of(3));

            assertThatThrownBy(() -> Installation.in(directory, OptionalInt.of(4)))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("was created with 3, and the number of partitions cannot change");
        }
    }

    @Test
    void refusesADamagedInstallation() throws IOException {
        Files.writeString(path.resolve("installation.properties"), "partitions=many\n");
        try (var directory = DataDirectory.open(path)) {
            assertThatThrownBy(() -> Installation.in(directory, OptionalInt.empty()))
                    .isInstanceOf(CannotStartException.class).hasMessageContaining("is damaged");
        }
    }

    @Test
    void keepsCredentialsForItsOwnerOnly() throws IOException {
        try (var directory = DataDirectory.open(path)) {
            assertThat(Credentials.in(directory)).isEmpty();
            Credentials fresh = Credentials.fresh();
            fresh.writeTo(directory);

            assertThat(Credentials.in(directory)).isEqualTo(Optional.of(fresh));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("credentials.json"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void doesNotQuoteDamagedCredentials() throws IOException {
        Files.writeString(path.resolve("credentials.json"), "{\"live_key\": \"qs_live_1234\", }");
        try (var directory = DataDirectory.open(path)) {
            assertThatThrownBy(() -> Credentials.in(directory)).isInstanceOf(CannotStartException.class)
                    .hasMessage(path.resolve("credentials.json") + " is damaged").hasNoCause();
        }
    }
}
