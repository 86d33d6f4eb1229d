package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.json.Json;

/**
 * The programs of {@code docs/verify}, which know nothing of ours, find a real export as it should be, and say the first
 * difference in one that somebody worked on (CONTRACT 3).
 */
class LedgerExportTest {

    /** A program, and what runs it. */
    enum Verifier {
        PYTHON("python3", "verify_ledger.py"),
        JAVASCRIPT("node", "verify-ledger.mjs");

        private final String runtime;
        private final String file;

        Verifier(String runtime, String file) {
            this.runtime = runtime;
            this.file = file;
        }
    }

    private record Ended(int exitCode, String output) {}

    /** Beyond what a double holds exactly. */
    private static final long LARGE = 9_007_199_254_740_993L;

    @TempDir
    private static Path directory;

    private static Account account;
    private static List<String> entries;

    /** Every kind of text and number that serialisations differ in. */
    @BeforeAll
    static void makeALedger() {
        Tenant tenant = Tenant.create();
        tenant.perUnit("calls", 3);
        account = tenant.account("export/é😀");
        account.grant(LARGE,
                Map.of("metadata", Map.of("\uffee", "BMP", "😀", "beyond", "é", "\"\\\b\f\n\r\t\u0001\u007f",
                        "line", "\u2028\u2029\u0085", "__proto__", "a name like any other", "10", "b", "9", "a")));
        account.use("evt-1", "calls", 2, Map.of("metadata", Map.of("", "empty", "\n", "line"))).expect(201);
        account.voidUsage("evt-1").expect(200);
        Map<String, Object> line = Map.of("billable_metric_key", "calls", "units", 1, "metadata",
                Map.of("ö", "z", "b", ""));
        tenant.live().post("/v1/usage", Map.of("external_customer_id", account.externalId(), "lines",
                List.of(line, Map.of("billable_metric_key", "calls", "units", 2)))).expect(201);
        String hold = account.reserve("calls", 7).expect(201).text("id");
        account.commitUnits(hold, 5).expect(200);
        account.grant(5, Map.of("priority", -3, "reason", "goodwill"));
        account.adjust(-(LARGE - 100)).expect(201);
        entries = account.ledger().stream().map(JsonNode::toString).toList();
    }

    private static Ended verify(Verifier verifier, List<String> lines, String... options) throws Exception {
        assumeTrue(PageCommands.there(verifier.runtime), () -> "needs " + verifier.runtime);
        Path export = Files.writeString(Files.createTempFile(directory, "ledger", ".jsonl"),
                String.join("\n", lines) + "\n");
        var command = new ArrayList<>(List.of(verifier.runtime,
                Path.of("..", "docs", "verify", verifier.file).toString(), export.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static void expectDifference(Verifier verifier, List<String> lines, String... saying) throws Exception {
        Ended ended = verify(verifier, lines);
        assertThat(ended.output()).contains(saying);
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
    }

    private static String known() {
        Api.Answer credits = account.credits();
        return credits.number("version") + ":" + credits.text("ledger_hash");
    }

    @ParameterizedTest
    @EnumSource
    void aRealExportIsAsItShouldBe(Verifier verifier) throws Exception {
        Ended ended = verify(verifier, entries, "--known", known());

        assertThat(ended.output()).contains(entries.size() + " entries verified: balance " + account.balance()
                + ", reserved 0, hash " + account.credits().text("ledger_hash"));
        assertThat(ended.exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void pagesAsTheyWereAnsweredAreAnExportToo(Verifier verifier) throws Exception {
        var pages = new ArrayList<String>();
        String next = "";
        do {
            Api.Answer page = account.api().get(account.path("/ledger?limit=3" + next)).expect(200);
            pages.add(page.body());
            next = "&cursor=" + page.at("/pagination/next_cursor").asText();
        } while (Json.MAPPER.readTree(pages.getLast()).at("/pagination/has_more").booleanValue());

        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(verify(verifier, pages, "--known", known()).exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichEntryIsMissingOrOutOfOrder(Verifier verifier) throws Exception {
        for (int i = 0; i < entries.size() - 1; i++) {
            var dropped = new ArrayList<>(entries);
            dropped.remove(i);
            expectDifference(verifier, dropped, "line " + (i + 1), "sequence is " + (i + 2) + ", expected " + (i + 1));
        }
        var reordered = new ArrayList<>(entries);
        reordered.add(2, reordered.remove(3));
        expectDifference(verifier, reordered, "line 3, sequence 4", "sequence is 4, expected 3");
        var twice = new ArrayList<>(entries);
        twice.add(3, twice.get(2));
        expectDifference(verifier, twice, "line 4, sequence 3", "sequence is 3, expected 4");
    }

    /** A shorter chain is a chain: that the end is missing shows against what is known from elsewhere. */
    @ParameterizedTest
    @EnumSource
    void saysThatTheEndIsMissingOrTheLedgerIsAnotherOne(Verifier verifier) throws Exception {
        Ended cut = verify(verifier, entries.subList(0, 3), "--known", known());
        assertThat(cut.output()).contains("the export ends with sequence 3, and " + entries.size() + " is known");
        assertThat(cut.exitCode()).isEqualTo(1);

        Ended other = verify(verifier, entries, "--known", "2:" + "0".repeat(64));
        assertThat(other.output()).contains("sequence 2", "the ledger is another one");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(verify(verifier, entries, "--known", "none").exitCode()).isEqualTo(2);
    }

    /** Any member of any entry, also ones that nobody knows of. */
    @ParameterizedTest
    @EnumSource
    void saysWhichEntryWasChanged(Verifier verifier) throws Exception {
        long seed = System.nanoTime();
        System.out.println("LedgerExportTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            int at = random.nextInt(entries.size());
            var entry = (ObjectNode) Json.MAPPER.readTree(entries.get(at));
            List<String> names = new ArrayList<>(entry.propertyStream().map(Map.Entry::getKey).toList());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(3)) {
                case 0 -> entry.remove(name);
                case 1 -> entry.put(name, entry.path(name).asText() + "0");
                default -> entry.put(name + "_", 1);
            }
            expectDifference(verifier, changed(at, entry.toString()), "line " + (at + 1));
        }
    }

    private static List<String> changed(int at, String entry) {
        var changed = new ArrayList<>(entries);
        changed.set(at, entry);
        return changed;
    }

    /** By one millicredit, where a double would see no difference. */
    @ParameterizedTest
    @EnumSource
    void seesALastDigit(Verifier verifier) throws Exception {
        assertThat(entries.getFirst()).contains("\"delta\":" + LARGE);
        expectDifference(verifier, changed(0, entries.getFirst().replace("\"delta\":" + LARGE,
                "\"delta\":" + (LARGE - 1))), "sequence 1", "the entry was changed");
    }

    /** Whoever forges an entry can make its hash anew, and then those of all after it; the sums still have to come out. */
    @ParameterizedTest
    @EnumSource
    void seesAForgedEntryInTheChainOrInTheSums(Verifier verifier) throws Exception {
        Consumer<ObjectNode> forgery = entry -> entry.put("delta", -1);
        expectDifference(verifier, changed(1, forged(entries.get(1), forgery)), "sequence 2", "balance_after");
        expectDifference(verifier, changed(1, forged(entries.get(1), entry -> entry.put("units", 1))), "sequence 3",
                "previous_hash");
        expectDifference(verifier, changed(1, forged(entries.get(1), entry -> entry.put("reserved_delta", 1))),
                "sequence 2", "reserved_after");
        expectDifference(verifier, changed(1,
                forged(entries.get(1), entry -> entry.put("occurred_at", "2000-01-01T00:00:00.000Z"))), "sequence 2",
                "time went back");
    }

    private static String forged(String entry, Consumer<ObjectNode> forgery) throws IOException {
        var changed = (ObjectNode) Json.MAPPER.readTree(entry);
        forgery.accept(changed);
        changed.put("hash", LedgerAudit.hashOf(changed));
        return changed.toString();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatCannotBeReadInOneWay(Verifier verifier) throws Exception {
        String second = entries.get(1);
        for (String odd : List.of("{\"delta\":1," + second.substring(1), second.replaceFirst(":2,", ":2.0,"),
                second.replaceFirst(":2,", ":02,"), "{", "[]", "7", "null", "\"text\"",
                "{\"pagination\":{},\"data\":[7]}",
                second.replaceFirst("\"evt-1\"", "\"\\\\ud800\""))) {
            expectDifference(verifier, changed(1, odd), "line 2");
        }
    }
}
