package io.quotastack.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;

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
    void isForItsOwnerOnly() throws IOException {
        Path made = path.resolve("somewhere/data");
        DataDirectory.open(made).close();

        assertThat(Files.getPosixFilePermissions(made)).containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    }

    @Test
    void isLeftOpenToWhomItsOwnerLetsIn() throws IOException {
        Set<PosixFilePermission> shared = PosixFilePermissions.fromString("rwxr-x---");
        Files.setPosixFilePermissions(path, shared);
        DataDirectory.open(path).close();

        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(shared);
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
        Files.writeString(path.resolve("installation.properties"), "format=1\npartitions=many\n");
        try (var directory = DataDirectory.open(path)) {
            assertThatThrownBy(() -> Installation.in(directory, OptionalInt.empty()))
                    .isInstanceOf(CannotStartException.class).hasMessageContaining("is damaged");
        }
    }

    /** Nobody is told to begin with an empty directory for the sake of a few lines that can be written anew. */
    @Test
    void saysOfAnEmptyOrGarbledInstallationWhatToDo() throws IOException {
        assertThat(refusalOf("")).contains("is damaged: it has neither cluster.id nor format; put it back from a copy");
        Files.write(path.resolve("installation.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        try (var directory = DataDirectory.open(path)) {
            assertThatThrownBy(() -> Installation.in(directory, OptionalInt.empty()))
                    .hasMessageContaining("is damaged: it is no text; put it back from a copy");
        }
    }

    @Test
    void refusesADirectoryFromBeforeFormatsWereStamped() throws IOException {
        assertThat(refusalOf("cluster.id=4L6g3nShT-eMCtK--X86sw\npartitions=1\n"))
                .isEqualTo("the data directory " + path
                        + " is from before formats were stamped, and cannot be read: start with an empty directory");
    }

    @Test
    void refusesALaterFormatAndNamesTheVersionThatMayOpenIt() throws IOException {
        assertThat(refusalOf("format=3\nlowest.version=0.7.0\n")).isEqualTo("the data directory " + path
                + " has format 3, and this version reads formats 1 to 2: start QuotaStack 0.7.0 or later on it");
    }

    @Test
    void refusesAnEarlierFormatAndNamesTheVersionThatMayOpenIt() throws IOException {
        assertThat(refusalOf("format=0\nlowest.version=0.0.9\n")).isEqualTo("the data directory " + path
                + " has format 0, and this version reads formats 1 to 2: start the version that wrote it, QuotaStack 0.0.9 or"
                + " one of its format, or start with an empty directory");
    }

    @Test
    void stampsANewDirectoryWithItsFormat() throws IOException {
        try (var directory = DataDirectory.open(path)) {
            Installation.in(directory, OptionalInt.of(3));

            assertThat(Files.readAllLines(path.resolve("installation.properties"))).contains("format=2",
                    "lowest.version=0.1.0");
        }
    }

    @Test
    void stampsADirectoryOfAnEarlierFormatThatItReadsAnew() throws IOException {
        Files.writeString(path.resolve("installation.properties"),
                "format=1\nlowest.version=0.1.0\ncluster.id=4L6g3nShT-eMCtK--X86sw\npartitions=3\n");
        try (var directory = DataDirectory.open(path)) {
            assertThat(Installation.in(directory, OptionalInt.empty()))
                    .isEqualTo(new Installation("4L6g3nShT-eMCtK--X86sw", 3));
        }

        assertThat(Files.readAllLines(path.resolve("installation.properties"))).containsExactly("format=2",
                "lowest.version=0.1.0", "cluster.id=4L6g3nShT-eMCtK--X86sw", "partitions=3");
    }

    private String refusalOf(String installation) throws IOException {
        Files.writeString(path.resolve("installation.properties"), installation);
        try (var directory = DataDirectory.open(path)) {
            return Objects.requireNonNull(
                    assertThrows(CannotStartException.class, () -> Installation.in(directory, OptionalInt.empty()))
                            .getMessage());
        }
    }
}
