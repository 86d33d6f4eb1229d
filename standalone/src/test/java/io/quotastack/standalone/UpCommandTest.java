package io.quotastack.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

/** What options take. */
class UpCommandTest {

    private final CommandLine command = new CommandLine(new UpCommand());

    @Test
    void originsAndNamesMayBeSeveral() {
        CommandLine.ParseResult given = command.parseArgs("--cors-origin", "https://a.example,http://localhost:3000",
                "--cors-origin", "https://b.example", "--host-name", "api.example.com,api");

        assertThat(given.matchedOptionValue("--cors-origin", Set.of())).isEqualTo(
                Set.of("https://a.example", "http://localhost:3000", "https://b.example"));
        assertThat(given.matchedOptionValue("--host-name", Set.of())).isEqualTo(Set.of("api.example.com", "api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cors-origin=*", "--cors-origin=https://a.example/", "--cors-origin=a.example",
        "--cors-origin=https://A.example", "--cors-origin=", "--host-name=https://a.example",
        "--host-name=a.example:8080",
        "--health-port=70000", "--health-port=x", "--host=no-such-host.invalid"})
    void whatIsNoneIsRefused(String option) {
        assertThatThrownBy(() -> command.parseArgs(option)).isInstanceOf(CommandLine.ParameterException.class);
    }
}
