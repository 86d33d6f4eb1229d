package io.quotastack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private static final HostNames LOOPBACK = HostNames.of("127.0.0.1", Set.of());

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]", "192.168.1.7:80",
        "backend", "ingest-1:8080", "my_app", "app.localhost:8080", "host.docker.internal:8080", "localhost:"})
    void theLoopbackAnswersToWhatNoPageIsCalled(String host) {
        assertThat(LOOPBACK.answersTo(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
        "localhost.", "internal.evil.example", "", ":8080", "127.0.0.1.1", "a.b:80:80"})
    void theLoopbackAnswersToNoNameOfAPage(String host) {
        assertThat(LOOPBACK.answersTo(host)).isFalse();
    }

    @Test
    void aClientThatNamesNobodyIsNoBrowser() {
        assertThat(LOOPBACK.answersTo(null)).isTrue();
    }

    @Test
    void whatListensElsewhereAnswersToAll() {
        assertThat(HostNames.of("0.0.0.0", Set.of()).answersTo("api.example.com")).isTrue();
        assertThat(HostNames.of("::", Set.of()).answersTo("api.example.com")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void namesThatAreGivenAreAllThere(String host) {
        var names = HostNames.of(host, Set.of("API.example.com"));

        assertThat(names.answersTo("api.Example.com:443")).isTrue();
        assertThat(names.answersTo("localhost")).isTrue();
        assertThat(names.answersTo("evil.example")).isFalse();
    }
}
