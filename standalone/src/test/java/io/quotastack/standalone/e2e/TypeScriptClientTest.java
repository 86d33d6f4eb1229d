package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client of {@code clients/typescript} by its own tests, against the running process where they need one. Skipped where
 * there is no Node 20; it needs nothing else, and installs nothing.
 */
@Timeout(180)
class TypeScriptClientTest {

    private static final Path CLIENT = Path.of("..", "clients", "typescript").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```(js|text)\n(.*?)```", Pattern.DOTALL);

    private static QuotaStackProcess process;

    @BeforeAll
    static void needsNode() throws Exception {
        assumeTrue(PageCommands.there("node"), "needs node");
        assumeTrue(Integer.parseInt(run(CLIENT, "node", "-p", "process.versions.node.split('.')[0]").strip()) >= 20,
                "needs Node 20 or later");
        process = SharedProcess.get();
    }

    /** What a command writes; it must end well. */
    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        if (process != null) {
            builder.environment().put("QUOTASTACK_URL", process.api().toString());
            builder.environment().put("QUOTASTACK_ROOT_KEY", process.credential("root_key"));
        }
        Process started = builder.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void doesWhatItsTestsSay() throws Exception {
        var command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
        try (Stream<Path> tests = Files.list(CLIENT.resolve("test"))) {
            tests.filter(test -> test.toString().endsWith(".test.js")).sorted().map(Path::toString)
                    .forEach(command::add);
        }

        String output = run(CLIENT, command.toArray(String[]::new));

        assertThat(output).contains("# fail 0", "# skipped 0").doesNotContain("# pass 0");
    }

    /** After a change of the API: {@code node clients/typescript/scripts/generate.js http://127.0.0.1:8080} beside it. */
    @Test
    void hasTheTypesAndOperationsOfThisApi() throws Exception {
        run(CLIENT, "node", "scripts/generate.js", process.api().toString(), "--check");
    }

    /** The pieces of code on its page are one program, and print what stands below them. */
    @Test
    void itsPageRunsAsItStands(@TempDir Path directory) throws Exception {
        var program = new StringBuilder();
        var shown = new ArrayList<String>();
        BLOCK.matcher(Files.readString(CLIENT.resolve("README.md"))).results().forEach(block -> {
            if (block.group(1).equals("js")) {
                program.append(block.group(2));
            } else {
                shown.add(block.group(2));
            }
        });
        Files.writeString(directory.resolve("quickstart.mjs"),
                program.toString().replace("http://127.0.0.1:8080", process.api().toString())
                        .replace("\"data/", "\"" + process.dataDirectory() + "/"));
        Path modules = Files.createDirectories(directory.resolve("node_modules/@quotastack/client/src"));
        Files.copy(CLIENT.resolve("package.json"), modules.resolveSibling("package.json"));
        try (Stream<Path> sources = Files.list(CLIENT.resolve("src"))) {
            for (Path source : sources.toList()) {
                Files.copy(source, modules.resolve(source.getFileName()));
            }
        }

        assertThat(shown).isNotEmpty();
        assertThat(run(directory, "node", "quickstart.mjs")).isEqualTo(String.join("", shown));
    }
}
