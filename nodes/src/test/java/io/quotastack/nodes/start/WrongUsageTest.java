package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a command line that is wrong is told. */
class WrongUsageTest {

    private final StringWriter told = new StringWriter();

    private int execute(String... arguments) {
        return new CommandLine(new Root()).addSubcommand(new Serve()).setErr(new PrintWriter(told))
                .setParameterExceptionHandler(new WrongUsage()).execute(arguments);
    }

    @Test
    void aWrongOptionIsNamedWithThoseThatBeginLikeIt() {
        assertThat(execute("serve", "--pot=1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(told.toString()).startsWith("quotastack: Unknown option").contains("--pot", "--port")
                .endsWith("quotastack: ./quotastack serve --help lists the options" + System.lineSeparator());
        assertThat(told.toString().lines().count()).isLessThan(6);
    }

    @Test
    void aWrongValueIsNamedWithItsOption() {
        assertThat(execute("serve", "--port", "many")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(told.toString()).contains("--port", "many").doesNotContain("Usage:");
    }

    @Command(name = "quotastack")
    private static final class Root {}

    @Command(name = "serve")
    private static final class Serve implements Runnable {

        @Option(names = "--port")
        private int port;

        @Override
        public void run() {
            assertThat(port).isPositive();
        }
    }
}
