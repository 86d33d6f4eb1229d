package io.quotastack.nodes.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.start.CannotStartException;

class CredentialsTest {

    @TempDir
    private Path directory;

    @Test
    void areKeptForTheirOwnerOnly() throws IOException {
        Path file = directory.resolve(Credentials.FILE);
        assertThat(Credentials.in(file)).isEmpty();
        Credentials fresh = Credentials.fresh();

        fresh.writeTo(file);

        assertThat(Credentials.in(file)).contains(fresh);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void areNotQuotedWhenTheyAreDamaged() throws IOException {
        Path file = directory.resolve(Credentials.FILE);
        Files.writeString(file, "{\"live_key\": \"qs_live_1234\", }");

        assertThatThrownBy(() -> Credentials.in(file)).isInstanceOf(CannotStartException.class)
                .hasMessageStartingWith(file + " is damaged: put it back from a copy, or move it away").hasNoCause();
    }
}
