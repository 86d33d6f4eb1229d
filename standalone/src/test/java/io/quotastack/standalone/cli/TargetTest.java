package io.quotastack.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.standalone.cli.Target.InstallationsKey;

/** Which API is asked, and with which key. */
class TargetTest {

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private Optional<URI> url = Optional.empty();
    private Optional<Path> keyFile = Optional.empty();
    private Optional<String> profile = Optional.empty();
    private Path data = Path.of("nowhere");

    @BeforeEach
    void configure() {
        environment.put("XDG_CONFIG_HOME", directory.toString());
    }

    private Target target() {
        return Target.of(new Target.Asked(url, keyFile, profile, data, InstallationsKey.LIVE), environment);
    }

    private void profiles(String text, String permissions) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("quotastack"));
        Path file = Files.writeString(folder.resolve("config.properties"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void refused(String why) {
        assertThatExceptionOfType(CannotConnectException.class).isThrownBy(this::target).withMessageContaining(why);
    }

    @Test
    void optionsGoBeforeTheEnvironmentWhichGoesBeforeTheDefaultProfile() throws IOException {
        profiles("default.url=http://profile:1\ndefault.key=qs_live_profile\n", "rw-------");
        assertThat(target()).isEqualTo(new Target(URI.create("http://profile:1"), "qs_live_profile"));

        environment.put("QUOTASTACK_URL", "http://environment:2");
        environment.put("QUOTASTACK_API_KEY", "qs_live_environment");
        assertThat(target()).isEqualTo(new Target(URI.create("http://environment:2"), "qs_live_environment"));

        url = Optional.of(URI.create("http://option:3"));
        keyFile = Optional.of(Files.writeString(directory.resolve("key"), "qs_live_file\n"));
        assertThat(target()).isEqualTo(new Target(URI.create("http://option:3"), "qs_live_file"));
    }

    @Test
    void aProfileThatIsAskedForIsNotMixedWithTheEnvironment() throws IOException {
        profiles("staging.url=https://staging\nstaging.key=qs_test_s\n", "rw-------");
        environment.put("QUOTASTACK_URL", "http://environment:2");
        environment.put("QUOTASTACK_API_KEY", "qs_live_environment");
        profile = Optional.of("staging");

        assertThat(target()).isEqualTo(new Target(URI.create("https://staging"), "qs_test_s"));
        assertThat(target().environment()).isEqualTo("test");

        profile = Optional.of("production");
        refused("there is no profile production");
    }

    @Test
    void theEnvironmentMayNameAProfile() throws IOException {
        profiles("a.url=http://a\na.key=qs_live_a\ndefault.key=qs_live_d\n", "rw-------");
        environment.put("QUOTASTACK_PROFILE", "a");

        assertThat(target().key()).isEqualTo("qs_live_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void aFileOfProfilesThatIsOpenToOthersIsRefused(String permissions) throws IOException {
        profiles("default.key=qs_live_secret\n", permissions);

        refused("chmod 600");
    }

    @Test
    void whatIsNoProfileIsNamedWithoutItsValue() throws IOException {
        profiles("default.key=qs_live_k\nkey=qs_live_secret\n", "rw-------");

        assertThatExceptionOfType(CannotConnectException.class).isThrownBy(this::target)
                .withMessageContaining("NAME.key: key").withMessageNotContaining("secret");
    }

    @Test
    void theKeyOfAnInstallationGoesToThisMachineOnly() {
        data = directory;
        refused("no API key");
        Credentials credentials = Credentials.fresh();
        credentials.writeTo(directory.resolve(Credentials.FILE));

        assertThat(target()).isEqualTo(new Target(URI.create("http://127.0.0.1:8080"), credentials.liveKey()));
        url = Optional.of(URI.create("http://[::1]:9"));
        assertThat(target().key()).isEqualTo(credentials.liveKey());
        url = Optional.of(URI.create("http://192.0.2.1:8080"));
        refused("goes to this machine only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a", "a:80", "http:///x", "http://a?x=1", "http://user:password@a"})
    void whatIsNoUrlOfAnApiIsRefused(String text) {
        environment.put("QUOTASTACK_API_KEY", "qs_live_k");
        url = Optional.of(URI.create(text));

        refused("like http://127.0.0.1:8080");
    }

    @Test
    void aKeyShowsInNoText() {
        environment.put("QUOTASTACK_API_KEY", "qs_live_secret");
        assertThat(target().toString()).doesNotContain("secret");

        environment.put("QUOTASTACK_API_KEY", "qs live secret");
        assertThatExceptionOfType(CannotConnectException.class).isThrownBy(this::target)
                .withMessageNotContaining("secret");
    }
}
