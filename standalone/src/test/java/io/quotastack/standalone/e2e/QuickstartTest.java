package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's way from nothing to an entitlement check and a debit, with the keys that the first start wrote. */
@Timeout(180)
class QuickstartTest {

    /** Tests run in their module's folder. */
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern SHELL = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

    /** The event that goes over Kafka is there a moment later, as the README says. */
    private static final String AWAITED = "usage/image-2";

    @TempDir
    private Path directory;

    @Test
    void leadsFromNothingToACheckAndADebit() {
        try (var process = QuotaStackProcess.start(directory)) {
            Api api = process.live();
            var alice = new Account(api, "alice");

            api.post("/v1/billable-metrics", Map.of("key", "images", "name", "Images")).expect(201);
            api.post("/v1/metering-rules",
                    Map.of("billable_metric_key", "images", "cost_type", "per_unit", "unit_cost", 500)).expect(201);
            alice.grant(20_000, Map.of("reason", "welcome"));
            Api.Answer check = alice.check("images", 3);
            Api.Answer debit = alice.use("image-1", "images", 3).expect(201);

            assertThat(check.at("allowed").booleanValue()).isTrue();
            assertThat(check.number("estimated_cost")).isEqualTo(1_500);
            assertThat(check.number("affordable_units")).isEqualTo(40);
            assertThat(debit.number("cost")).isEqualTo(1_500);
            assertThat(debit.number("balance")).isEqualTo(18_500);
            assertThat(LedgerAudit.check(alice)).hasSize(2);
            assertThat(api.get("/readyz").expect(200).text("status")).isEqualTo("ready");
            assertThat(api.get("/healthz").expect(200).text("status")).isEqualTo("alive");
            assertThat(api.get("/metrics").expect(200).body()).contains("quotastack_http_requests_seconds_count");
            assertThat(api.get("/docs").expect(200).body()).contains("<html").doesNotContain("https://");
        }
    }

    /** Runs the README's own commands, on the ports of the test. Needs bash and curl; kcat and python3 where it has them. */
    @Test
    void worksCopyPastedFromTheReadme() throws Exception {
        assumeTrue(there("bash") && there("curl"), "needs bash and curl");
        try (var process = QuotaStackProcess.start(directory.resolve("data"))) {
            String output = run("set -euo pipefail\n" + quickstart(process));

            assertThat(output).contains("\"key\":\"images\"", "\"estimated_cost\":1500", "\"affordable_units\":40",
                    "\"balance\":18500", "\"ledger_entry_id\":\"le_")
                    .doesNotContain("urn:quotastack:problem");
            if (there("kcat")) {
                assertThat(output).contains("\"event_id\":\"image-2\",\"status\":\"charged\"");
            }
            if (there("python3")) {
                assertThat(output).contains("1 grant 20000 ok", "2 usage -1500 ok");
            }
        }
    }

    private static String quickstart(QuotaStackProcess process) throws IOException {
        String readme = Files.readString(README);
        String section = readme.substring(readme.indexOf("## Quickstart"), readme.indexOf("## Concepts"));
        return SHELL.matcher(section).results().map(block -> command(block, process))
                .collect(Collectors.joining());
    }

    private static String command(MatchResult block, QuotaStackProcess process) {
        String commands = block.group(1).replace("http://127.0.0.1:8080", process.api().toString())
                .replace("127.0.0.1:9092", process.bootstrapServers());
        boolean missing = Stream.of("kcat", "python3").anyMatch(tool -> commands.contains(tool) && !there(tool));
        if (missing || (commands.contains(AWAITED) && !there("kcat"))) {
            return "";
        }
        return commands.contains(AWAITED)
                ? "until answer=$(" + commands.strip() + "); [[ $answer == *charged* ]]; do :; done; echo \"$answer\"\n"
                : commands;
    }

    private static boolean there(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** The output of a script that must succeed. */
    private String run(String script) throws InterruptedException {
        try {
            Process shell = new ProcessBuilder("bash", "-c", script).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
