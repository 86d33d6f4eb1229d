package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.bulk.ImportCommand;
import picocli.CommandLine;

/** {@code ./quotastack import prices}, beside a running product. */
class PriceImportTest {

    private static final String LIST = """
            metric,metric_name,when.model,when.direction,price_per_million,unit_cost,scope
            llm_tokens,Tokens,large,input,2.5,,month
            llm_tokens,,large,output,10,,month
            llm_tokens,,small,input,0.0375,,month
            calls,,,,,7,
            """;

    @TempDir
    private Path directory;

    private final Tenant tenant = Tenant.create();
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String list, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("prices.csv"), list);
        Path key = Files.writeString(directory.resolve("key"), tenant.liveKey() + "\n");
        var arguments = new ArrayList<>(List.of("prices", file.toString(), "--url",
                SharedProcess.get().api().toString() + "/", "--key-file", key.toString()));
        arguments.addAll(List.of(options));
        out.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        return new CommandLine(new ImportCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }

    private int rules(String metric) {
        return tenant.live().rows("/v1/metering-rules?billable_metric_key=" + metric, 200).size();
    }

    @Test
    void aListBecomesMetricsAndRulesThatCharge() throws IOException {
        assertThat(run(LIST, "--yes")).as(errors.toString()).isZero();

        assertThat(out.toString().lines()).containsExactly(
                "llm_tokens (new): 3 added, 0 removed, 0 changed, 0 unchanged; new dimensions: direction, model",
                "  + direction=input model=large: 2500 per 1000000, by month",
                "  + direction=output model=large: 10000 per 1000000, by month",
                "  + direction=input model=small: 3 per 80000, by month",
                "calls (new): 1 added, 0 removed, 0 changed, 0 unchanged", "  + (any): 7 per 1, by event",
                "done: llm_tokens", "done: calls");
        Account account = tenant.account();
        account.grant(1_000_000);
        assertThat(account.use("a", "llm_tokens", 1_000_000,
                Map.of("metadata", Map.of("model", "large", "direction", "output"))).expect(201).number("cost"))
                .isEqualTo(10_000);
        assertThat(account.use("b", "llm_tokens", 160_000,
                Map.of("metadata", Map.of("model", "small", "direction", "input"))).expect(201).number("cost"))
                .isEqualTo(6);
        assertThat(account.use("c", "calls", 2).expect(201).number("cost")).isEqualTo(14);
        account.use("d", "llm_tokens", 1, Map.of("metadata", Map.of("model", "small", "direction", "output")))
                .expect(422, "metric-not-priced");
    }

    @Test
    void aListThatWasImportedChangesNothing() throws IOException {
        assertThat(run(LIST, "--yes")).isZero();

        assertThat(run(LIST, "--yes")).isZero();

        assertThat(out.toString()).contains("llm_tokens: 0 added, 0 removed, 0 changed, 3 unchanged",
                "nothing to change");
        assertThat(rules("llm_tokens")).isEqualTo(1);
        assertThat(rules("calls")).isEqualTo(1);
    }

    @Test
    void whatDiffersIsShownAndOnlyThatMetricGetsANewRule() throws IOException {
        assertThat(run(LIST, "--yes")).isZero();
        String next = LIST.replace("large,output,10,", "large,output,12.5,").replace("small,input", "tiny,input");

        assertThat(run(next, "--dry-run")).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "llm_tokens: 1 added, 1 removed, 1 changed, 1 unchanged",
                "  ~ direction=output model=large: 10000 per 1000000, by month -> 12500 per 1000000, by month",
                "  + direction=input model=tiny: 3 per 80000, by month",
                "  - direction=input model=small: 3 per 80000, by month",
                "calls: 0 added, 0 removed, 0 changed, 1 unchanged", "nothing was changed (--dry-run)");
        assertThat(rules("llm_tokens")).isEqualTo(1);

        assertThat(run(next, "--yes")).isZero();
        assertThat(rules("llm_tokens")).isEqualTo(2);
        assertThat(rules("calls")).isEqualTo(1);
        assertThat(run(LIST, "--yes")).as("and back").isZero();
        assertThat(rules("llm_tokens")).isEqualTo(3);
    }

    @Test
    void pricesMayTakeEffectLater() throws IOException {
        assertThat(run(LIST, "--yes")).isZero();
        String next = LIST.replace("large,output,10,", "large,output,12.5,");
        String later = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS).toString();

        assertThat(run(next, "--yes", "--effective-at", later)).as(errors.toString()).isZero();

        assertThat(run(next, "--yes", "--effective-at", later)).isZero();
        assertThat(out.toString()).contains("nothing to change");
        assertThat(run(LIST, "--dry-run")).as("in force now").isZero();
        assertThat(out.toString()).contains("nothing to change",
                "  until " + later + ", when the rule takes effect that is scheduled then");
        assertThat(rules("llm_tokens")).isEqualTo(2);
    }

    @Test
    void aMetricThatIsThereGetsTheDimensionsItLacks() throws IOException {
        tenant.live().post("/v1/billable-metrics",
                Map.of("key", "llm_tokens", "name", "Mine", "dimensions", List.of("region", "model"))).expect(201);
        String list = "metric,when.model,when.direction,unit_cost\nllm_tokens,large,input,3\n";

        assertThat(run(list, "--yes")).as(errors.toString()).isZero();

        assertThat(out.toString()).contains("new dimensions: direction");
        assertThat(tenant.live().get("/v1/billable-metrics/llm_tokens").expect(200).at("dimensions"))
                .hasToString("[\"region\",\"model\",\"direction\"]");
        assertThat(tenant.live().get("/v1/billable-metrics/llm_tokens").text("name")).isEqualTo("Mine");
    }

    @Test
    void anArchivedMetricTakesNoPrices() throws IOException {
        tenant.priced("calls", Map.of("cost_type", "per_unit", "unit_cost", 7));
        tenant.live().post("/v1/billable-metrics/calls/archive", Map.of()).expect(200);

        assertThat(run("metric,unit_cost\ncalls,7\n", "--yes")).isEqualTo(1);

        assertThat(errors)
                .hasToString("quotastack: calls is archived, and takes no new prices" + System.lineSeparator());
    }

    @Test
    void whatIsRefusedIsToldByItsLine() throws IOException {
        String ambiguous = "metric,when.model,when.direction,unit_cost\ncalls,a,,1\ncalls,,b,2\n";

        assertThat(run(ambiguous, "--yes")).isEqualTo(1);

        assertThat(errors.toString().lines()).last().asString()
                .isEqualTo("quotastack: line 3: can win for the same events as line 2, with as many dimensions");
        assertThat(run("metric,unit_cost\ncalls,x\n", "--yes")).isEqualTo(1);
        assertThat(errors.toString()).contains("quotastack: line 2: unit_cost");
        Files.delete(directory.resolve("prices.csv"));
        assertThat(new CommandLine(new ImportCommand()).setErr(new PrintWriter(errors)).execute("prices",
                directory.resolve("prices.csv").toString(), "--key-file", directory.resolve("key").toString()))
                .isEqualTo(1);
    }
}
