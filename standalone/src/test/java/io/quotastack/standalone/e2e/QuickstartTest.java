package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's way from nothing to an entitlement check and a debit, with the keys that the first start wrote. */
@Timeout(180)
class QuickstartTest {

    /** Tests run in their module's folder. */
    private static final Path README = Path.of("..", "README.md");

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

    /** Runs the README's own commands, on the ports of the test. Needs bash and curl. */
    @Test
    void worksCopyPastedFromTheReadme() throws Exception {
        assumeTrue(PageCommands.canRun(), "needs bash and curl");
        String readme = Files.readString(README);
        String section = readme.substring(readme.indexOf("## Quickstart"), readme.indexOf("## On a Kafka cluster"));
        try (var process = QuotaStackProcess.start(directory.resolve("data"))) {
            String output = new PageCommands(section, process).run(directory);

            assertThat(output).contains("\"key\":\"images\"", "\"ledger_entry_id\":\"le_")
                    .doesNotContain("urn:quotastack:problem");
        }
    }
}
