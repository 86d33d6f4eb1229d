package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.Main;

/** The commands that ask the API, in this JVM, against the running process. */
class CommandLineTest {

    @TempDir
    private Path directory;

    private final Tenant tenant = Tenant.create();
    private Path keyFile = Path.of("");

    @BeforeEach
    void key() throws IOException {
        keyFile = Files.writeString(directory.resolve("key"), tenant.liveKey() + "\n");
    }

    /** How a command ended, and what it printed. */
    private record Ran(int code, String out, String err) {

        Ran done() {
            assertThat(code).as("%s%n%s", out, err).isZero();
            return this;
        }

        Ran ended(int expected) {
            assertThat(code).as("%s%n%s", out, err).isEqualTo(expected);
            return this;
        }

        /** Each line as a document. */
        List<JsonNode> documents() {
            return out.lines().map(CommandLineTest::json).toList();
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** By words without spaces; a tilde in one stands for a space. */
    private Ran run(String words) {
        var all = new ArrayList<>(List.of(words.split(" ", -1)).stream().map(word -> word.replace('~', ' ')).toList());
        all.addAll(List.of("--url", SharedProcess.get().api().toString(), "--key-file", keyFile.toString()));
        return bare(all.toArray(String[]::new));
    }

    private static Ran bare(String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void supportFindsACustomerAndMendsItsCredits() {
        assertThat(run("customer create alice --name Alice~A. --metadata plan=pro").done().out())
                .contains("Alice A.", "plan=pro");
        String granted = run(
                "customer grant alice 5000 --reason welcome --expires-in-seconds 86400 --idempotency-key k")
                .done().out();
        assertThat(granted).contains("5000  (5 credits)");
        assertThat(run("customer grant alice 5000 --reason welcome --expires-in-seconds 86400 --idempotency-key k")
                .done().out()).as("once under its key").isEqualTo(granted);
        run("customer adjust alice --add 1500 --reason goodwill").done();
        run("customer adjust alice --take 250 --reason mistake").done();
        run("customer top-up alice 20000 --price-paid 990 --currency EUR --payment pi_1").done();

        Ran shown = run("customer show alice").done();
        assertThat(shown.out()).contains("26250  (26.25 credits)", "BLOCK", "welcome", "990 EUR");
        List<JsonNode> blocks = run("customer blocks alice --status active --json").done().documents();
        assertThat(blocks).extracting(block -> block.path("remaining_amount").asInt()).containsExactly(4_750, 1_500,
                20_000);
        run("customer void alice " + blocks.get(1).path("id").asText() + " --reason over").done();
        assertThat(run("customer show alice --json").done().documents().get(1).path("balance").asInt())
                .isEqualTo(24_750);

        assertThat(run("customer ledger alice").done().out().lines()).hasSize(6);
        Ran latest = run("customer ledger alice --latest --limit 1").done();
        assertThat(latest.out()).contains("void", "over");
        assertThat(latest.err()).contains("the first 1; there are more: --limit, --all");
        String entry = run("customer ledger alice --json --type grant --limit 1").documents().getFirst().path("id")
                .asText();
        assertThat(run("customer explain alice " + entry).done().out()).contains("\"blocks\"");
        String id = run("customer list --json").done().documents().getFirst().path("customer_id").asText();
        assertThat(run("customer show " + id + " --by-id").done().out()).contains("alice");
        assertThat(run("customer list").done().out()).contains("CUSTOMER ID", id);
        run("customer holds alice").done();
    }

    @Test
    void usageIsReportedFoundRetriedAndVoided() {
        tenant.perUnit("images", 500);
        run("customer grant bob 2000").done();

        assertThat(run("customer check bob images 3").done().out()).contains("true", "1500  (1.5 credits)");
        assertThat(run("usage report bob images 3 --event-id e1 --metadata job=7").done().out()).contains("1500");
        assertThat(run("usage get bob e1").done().out()).contains("charged");
        Ran poor = run("usage report bob images 3").ended(1);
        assertThat(poor.err()).contains("insufficient-credits", "(req_");
        assertThat(json(run("usage report bob images 3 --json").ended(1).err()).path("required").asInt())
                .isEqualTo(1_500);
        run("usage report bob images 2 --event-id e2 --accept").done();
        Eventually.answers(() -> run("usage refused --customer bob").done().out(),
                out -> out.contains("e2") && out.contains("insufficient-credits"));
        run("customer grant bob 1000").done();
        run("usage retry bob e2").done();
        assertThat(run("usage void bob e1 --reason wrong").done().out()).contains("2000");
        assertThat(run("usage summary bob --from 2026-01-01T00:00:00Z --to 2100-01-01T00:00:00Z --granularity month")
                .done().out()).contains("EVENTS");
    }

    @Test
    void pricesPlansKeysAndDeliveriesAreShown() {
        tenant.perUnit("images", 500);
        tenant.rule("images", Map.of("cost_type", "per_unit", "unit_cost", 400));
        String plan = tenant.live().post("/v1/plans", Map.of("key", "pro", "name", "Pro", "features",
                Map.of("seats", 5))).expect(201).text("id");
        tenant.live().post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month",
                "credit_grants", List.of(Map.of("credits", 9_000, "expires", "period_end")))).expect(201);

        assertThat(run("prices metrics").done().out()).contains("images");
        assertThat(run("prices rules images").done().out().lines()).hasSize(2).anyMatch(
                line -> line.contains("400 a unit"));
        assertThat(run("prices rules --history").done().out()).contains("500 a unit");
        assertThat(run("prices estimate images 3").done().out()).contains("1200");
        assertThat(run("plan list").done().out()).contains("seats=5");
        assertThat(run("plan show " + plan).done().out()).contains("monthly", "9000", "1 month");
        run("plan subscriptions").done();

        String key = run("keys create reader --scope usage:read,credits:read --json").done().documents().getFirst()
                .path("id").asText();
        assertThat(run("keys list").done().out()).contains("usage:read", "credits:read");
        assertThat(run("keys revoke " + key).done().out()).contains(key);

        tenant.settings(Map.of("webhook_url", "http://127.0.0.1:9/hook", "webhook_secret", WebhookReceiver.SECRET));
        String delivery = run("deliveries test --json").done().documents().getFirst().path("id").asText();
        assertThat(run("deliveries show " + delivery).done().out()).contains("webhook.test");
        assertThat(run("deliveries list").done().out()).contains("webhook.test");
        run("deliveries retry " + delivery).done();
        assertThat(run("deliveries discard " + delivery).done().out()).contains("discarded");
        assertThat(run("deliveries discard-range --from 2026-01-01T00:00:00Z --status failed,dead").done().out())
                .contains("accepted");
        run("deliveries replay --from 2026-01-01T00:00:00Z --type credit.granted").done();
    }

    @Test
    void theExitCodeSaysWhoIsAtFault() {
        assertThat(run("customer show nobody").ended(1).err()).contains("not-found");
        assertThat(run("customer grant alice 0").ended(1).err()).contains("/credits must be from 1");
        assertThat(run("customer grant alice ten").ended(2).err()).contains("--help lists the options");
        assertThat(run("customer adjust alice --add 1 --take 1 --reason r").ended(2).err()).contains("--add", "--take");
        assertThat(bare("customer", "list", "--key-file", "nowhere", "--url", "http://127.0.0.1:1").ended(2).err())
                .contains("--key-file cannot be read");
        Ran silent = bare("customer", "grant", "a", "1", "--key-file", keyFile.toString(), "--url",
                "http://127.0.0.1:1").ended(4);
        assertThat(silent.err()).contains("nothing answers there", "under the same key");
    }

    @Test
    void creditsMoveToAnotherCustomer() {
        run("customer grant carol 5000 --price-paid 990 --currency EUR").done();

        assertThat(run("customer transfer carol dave 2000 --reason family").done().out()).contains("trf_", "dave",
                "2000  (2 credits)");
        assertThat(run("customer show dave").done().out()).contains("2000  (2 credits)", "396 EUR");
        assertThat(run("customer transfer carol dave 3001 --reason more").ended(1).err())
                .contains("insufficient-credits");
        assertThat(run("customer transfer carol carol 1 --reason self").ended(1).err())
                .contains("/to must be another customer");
    }

    @Test
    void aMonthsBooksAreATableOrARowEach() {
        run("customer grant fay 5000 --price-paid 990 --currency EUR").done();
        run("customer grant fay 300").done();
        run("customer adjust fay --take 300 --reason spent").done();

        assertThat(run("report credits --from 2026-01-01T00:00:00Z --to 2126-01-01T00:00:00Z").ended(1).err())
                .contains("400 months");
        String month = Instant.now().toString().substring(0, 7) + "-01";
        String soon = Instant.now().plus(Duration.ofDays(1)).toString();
        List<JsonNode> lines = run("report credits --from " + month + " --to " + soon + " --customer fay --json").done()
                .documents().stream().filter(line -> line.at("/credits/granted").asLong() > 0).toList();
        assertThat(lines).extracting(line -> line.path("currency").asText() + line.at("/credits/closing").asLong())
                .containsExactlyInAnyOrder("null0", "EUR5000");
        assertThat(run("report credits --from " + month + " --to " + soon + " --customer fay").done().out())
                .contains("DEFERRED AFTER", "990");
    }

    @Test
    void balancesAreImportedOnceEach() throws Exception {
        Path file = Files.writeString(directory.resolve("b.csv"), "external_customer_id,credits,reason\n"
                + IntStream.range(0, 1_203).mapToObj(i -> "c" + i % 600 + "," + (i < 2 ? "x" : i) + ",moved")
                        .collect(Collectors.joining("\n")));
        assertThat(run("import balances " + file + " --dry-run").done().out()).contains("1203 rows");

        Ran first = run("import balances " + file).ended(1);
        assertThat(first.out()).contains(" granted before, 2 refused");
        assertThat(first.err()).contains("1203 of 1203 rows");
        Path report = directory.resolve("b.csv.refused.csv");
        assertThat(Files.readString(report).lines()).hasSize(3)
                .anyMatch(line -> line.startsWith("2,b.csv:") && line.contains("invalid-request,\"credits must be"));
        assertThat(balance("c5")).isEqualTo(5 + 605);

        assertThat(run("import balances " + file).ended(1).out()).as("all is known").isEqualTo(first.out());
        Path progress = directory.resolve("b.csv.progress");
        Files.delete(progress);
        assertThat(run("import balances " + file).ended(1).out()).as("known by their keys")
                .contains("0 granted, 1201 granted before, 2 refused");
        assertThat(balance("c5")).isEqualTo(5 + 605);
        assertThat(run("import balances " + file + " --name second").ended(2).err()).contains("is of another import");
    }

    /** Keys are forgotten after a day: what was sent and not answered is looked for in the ledger then. */
    @Test
    void rowsThatAreInDoubtForLongAreLookedForInTheLedger() throws Exception {
        Path file = Files.writeString(directory.resolve("d.csv"), "external_customer_id,credits\nd1,5\nd2,6\nd3,7\n");
        run("import balances " + file).done();
        Path progress = directory.resolve("d.csv.progress");
        List<String> head = Files.readAllLines(progress).subList(0, 4);
        Files.writeString(progress, String.join("\n", head) + "\nsent 1 2 2026-01-01T00:00:00Z\n");

        assertThat(run("import balances " + file).done().out()).contains("0 granted, 3 granted before, 0 refused");
        assertThat(Files.readString(progress)).contains("done 1 3 0 3 0");
        assertThat(balance("d1")).isEqualTo(5);
    }

    private long balance(String customer) {
        return tenant.account(customer).balance();
    }

    @Test
    void theLedgerIsExportedAndGoesOnWhereItEnded() throws Exception {
        tenant.perUnit("images", 5);
        for (int i = 0; i < 55; i++) {
            tenant.account("e" + i).grant(1_000 + i);
        }
        tenant.account("e3").use("u1", "images", 2, Map.of("metadata", Map.of("model", "a,b"))).expect(201);
        tenant.account("e3").voidUsage("u1").expect(200);

        Path whole = directory.resolve("whole.jsonl");
        run("export ledger --out " + whole).done();
        List<String> lines = Files.readAllLines(whole);
        assertThat(lines).hasSize(57);
        assertThat(directory.resolve("whole.jsonl.progress")).doesNotExist();
        assertThat(run("export ledger --out " + whole).ended(2).err()).contains("is there already");

        Path part = directory.resolve("part.jsonl");
        String next = tenant.live().get("/v1/customers?limit=50").expect(200).at("/pagination/next_cursor").asText();
        List<String> before = lines.stream().takeWhile(line -> !line.contains("\"e50\"")).toList();
        String text = String.join("\n", before) + "\n";
        Files.writeString(part, text + "{\"half a li");
        Files.writeString(directory.resolve("part.jsonl.progress"),
                "what=ledger jsonl of all from the beginning to the time it began at " + SharedProcess.get().api()
                        + " live\nto=2100-01-01T00:00:00Z\ncursor=" + next + "\nbytes="
                        + text.getBytes(StandardCharsets.UTF_8).length + "\nrows=" + before.size() + "\n");
        run("export ledger --out " + part).done();
        assertThat(Files.readAllLines(part)).isEqualTo(lines);

        assertThat(run("export ledger --format csv").done().out().lines()).hasSize(58).first()
                .asString().startsWith("external_customer_id,customer_id,sequence,id,type,delta");
        assertThat(run("export customers --format csv").done().out().lines()).hasSize(56);
        List<JsonNode> balances = run("export balances").done().documents();
        assertThat(balances).hasSize(55).element(3).satisfies(row -> {
            assertThat(row.path("external_customer_id").asText()).isEqualTo("e3");
            assertThat(row.path("balance").asLong()).isEqualTo(1_003);
        });
        assertThat(run("export balances --customer e7 --format csv").done().out().lines()).hasSize(2).last()
                .asString().startsWith("e7,").contains(",1007,0,1007,1007,0,1,");
        List<JsonNode> usage = run("export usage").done().documents();
        assertThat(usage).extracting(row -> row.path("type").asText()).containsExactly("usage", "refund");
        assertThat(usage).extracting(row -> row.path("cost").asInt()).containsExactly(10, -10);
        assertThat(run("export usage --format csv --customer e3").done().out())
                .contains("\"{\"\"model\"\":\"\"a,b\"\"}\"");
        assertThat(run("export ledger --to 2026-01-01T00:00:00Z").done().out()).isEmpty();
    }

    @Test
    void theExportOfACustomersLedgerIsVerifiedByOthers() throws Exception {
        assumeTrue(PageCommands.there("python3"), "needs python3");
        tenant.account("frida").grant(1_000);
        tenant.account("frida").adjust(-300).expect(201);
        Path export = directory.resolve("frida.jsonl");
        run("export ledger --customer frida --out " + export).done();

        Process verifier = new ProcessBuilder("python3", "../docs/verify/verify_ledger.py", export.toString())
                .redirectErrorStream(true).start();
        assertThat(new String(verifier.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("2 entries verified: balance 700");
        assertThat(verifier.waitFor()).isZero();
    }

    @Test
    void theDoctorFindsTheRunningProcessWell() {
        QuotaStackProcess process = SharedProcess.get();
        Ran well = bare("doctor", "--data-dir", process.dataDirectory().toString(), "--port",
                Integer.toString(process.api().getPort()), "--registry-port",
                Integer.toString(process.registry().getPort()));

        assertThat(well.out()).contains("running", "is ready", "has all 16", "commands to be decided", "fsync: ",
                "registry: http://127.0.0.1:").doesNotContain("wrong    API", "wrong    registry");
        Ran elsewhere = bare("doctor", "--data-dir", process.dataDirectory().toString(), "--port", "1",
                "--registry-port", "1", "--json").ended(1);
        assertThat(elsewhere.documents()).filteredOn(finding -> finding.path("grade").asText().equals("wrong"))
                .extracting(finding -> finding.path("subject").asText()).contains("API", "registry");
    }

    @Test
    void theDoctorLooksWhereNothingIsYet() throws Exception {
        Path none = directory.resolve("none" + UUID.randomUUID());
        Ran ran = bare("doctor", "--data-dir", none.toString(), "--port", "0", "--kafka-port", "0", "--registry-port",
                Integer.toString(SharedProcess.get().registry().getPort()));

        assertThat(ran.ended(1).out()).contains("none in " + none, "is taken (--registry-port)", "to mend: stop what");
        assertThat(none).doesNotExist();
    }

    @Test
    void aShellTakesTheCompletion() throws Exception {
        assumeTrue(PageCommands.there("bash"), "needs bash");
        Path script = Files.writeString(directory.resolve("completion"), bare("completion").done().out());

        Process shell = new ProcessBuilder("bash", "-c", "source '" + script + "' && complete -p quotastack")
                .redirectErrorStream(true).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("quotastack");
        assertThat(shell.waitFor()).isZero();
    }
}
