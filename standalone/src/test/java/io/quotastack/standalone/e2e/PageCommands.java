package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quotastack.standalone.Main;
import io.quotastack.standalone.nodes.NodeCluster;

/**
 * The shell commands of a page, run one after the other in one shell on the ports of a test, and the answers that the page
 * shows. Needs bash and curl. What needs another tool is left out where that is missing, with what it would print.
 */
final class PageCommands {

    private static final Pattern BLOCK = Pattern.compile("```(bash|json)\n(.*?)```", Pattern.DOTALL);

    /** An event that goes over Kafka is there a moment later, as the page says. */
    private static final Pattern AWAITED = Pattern.compile("usage/(upload|prompt)-1\\?");

    /** A command of ours that asks the API, and ends. */
    private static final String CLIENT = "./quotastack import ";

    /** Programs that a page runs from a checkout. */
    private static final String VERIFIERS = "docs/verify/";

    /** Where a page's own receiver listens. */
    private static final String RECEIVER_PORT = Integer.toString(NodeCluster.freePort());

    private final String page;
    private final QuotaStackProcess process;

    PageCommands(String page, QuotaStackProcess process) {
        this.page = page;
        this.process = process;
    }

    static boolean canRun() {
        return there("bash") && there("curl");
    }

    static boolean there(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** Runs them there; what they print must have all that the page shows, in its order. Answers the output. */
    String run(Path directory) {
        var script = new StringBuilder("set -euo pipefail\n");
        var shown = new StringBuilder();
        boolean left = false;
        for (MatchResult block : BLOCK.matcher(page).results().toList()) {
            if (block.group(1).equals("bash")) {
                String commands = onOurPorts(block.group(2));
                left = isMissing(commands);
                script.append(left ? "" : awaited(commands));
            } else if (!left) {
                shown.append(onOurPorts(block.group(2))).append('…');
            }
        }
        String output = runShell(script.toString(), directory);
        // What stands between two ellipses is there in this order, whatever is in between.
        List<String> pieces = Stream.of(shown.toString().split("…|\n", -1)).map(String::strip)
                .filter(piece -> !piece.isEmpty()).toList();
        assertThat(output).containsSubsequence(pieces);
        return output;
    }

    private String onOurPorts(String commands) {
        return commands.replace("http://127.0.0.1:8080", process.api().toString())
                .replace("http://127.0.0.1:8081", process.registry().toString())
                .replace("127.0.0.1:9092", process.bootstrapServers()).replace("8090", RECEIVER_PORT)
                .replace(VERIFIERS, Path.of("..", VERIFIERS).toAbsolutePath() + "/")
                .replace(CLIENT, client() + CLIENT.substring(CLIENT.indexOf(' ') + 1));
    }

    /** As {@code ./quotastack} runs it, of the test's own class path. */
    private String client() {
        return "QUOTASTACK_URL=%s '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s ".formatted(process.api(),
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private static boolean isMissing(String commands) {
        return Stream.of("kcat", "python3", "node ").anyMatch(tool -> commands.contains(tool) && !there(tool.strip()))
                || (AWAITED.matcher(commands).find() && !there("kcat"));
    }

    private static String awaited(String commands) {
        return AWAITED.matcher(commands).find()
                ? "until answer=$(" + commands.strip() + "); [[ $answer == *charged* ]]; do :; done; echo \"$answer\"\n"
                : commands;
    }

    /** The output of a script that must succeed. */
    private static String runShell(String script, Path directory) {
        try {
            Process shell = new ProcessBuilder("bash", "-c", script).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a page's commands ran", e);
        }
    }
}
