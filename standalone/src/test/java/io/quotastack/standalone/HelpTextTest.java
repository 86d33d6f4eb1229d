package io.quotastack.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

/**
 * The text that {@code ./quotastack … --help} shows without a JVM is what the commands themselves would print. After a change
 * of options: {@code cp standalone/target/help.txt standalone/src/main/help/help.txt}.
 */
class HelpTextTest {

    private static final Path SHOWN = Path.of("src", "main", "help", "help.txt");
    private static final Path PRINTED = Path.of("target", "help.txt");

    @Test
    void theLauncherShowsWhatTheCommandsPrint() throws IOException {
        Map<String, CommandLine> commands = new TreeMap<>();
        gather("", Main.commands(), commands);
        gather("", io.quotastack.nodes.Main.commands(), commands);
        var text = new StringBuilder();
        commands.forEach((name, command) -> text.append("== ").append(name).append('\n')
                .append(command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                        .replace(System.lineSeparator(), "\n").replaceAll("(?m) +$", "")));
        Files.writeString(PRINTED, text.toString());

        assertThat(Files.readString(SHOWN)).as("cp standalone/%s standalone/%s", PRINTED, SHOWN)
                .isEqualTo(text.toString());
    }

    private static void gather(String above, CommandLine command, Map<String, CommandLine> commands) {
        command.getSubcommands().forEach((name, below) -> {
            if (!below.getCommandSpec().usageMessage().hidden()) {
                commands.put(above + name, below);
                gather(above + name + " ", below, commands);
            }
        });
    }
}
