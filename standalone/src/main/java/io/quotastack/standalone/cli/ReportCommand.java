package io.quotastack.standalone.cli;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quotastack report}: the books. */
@Command(name = "report", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Books: what became of credits, and of the money for them.")
public final class ReportCommand {

    private static final List<Column> LINES = List.of(Column.time("from", "/bucket_start"),
            Column.text("closed", "/closed"), Column.text("source", "/source"), Column.text("currency", "/currency"),
            credits("opening", "opening"), credits("granted", "granted"), credits("refunded", "refunded"),
            credits("burned", "burned"), credits("expired", "expired"), credits("voided", "voided"),
            Column.number("moved", "/moved"), credits("closing", "closing"), money("deferred before", "opening"),
            money("added", "added"), money("earned", "recognized_burn"), money("breakage", "recognized_breakage"),
            money("given back", "taken_back"), Column.number("moved", "/money_moved"),
            money("deferred after", "closing"),
            money("reversed", "reversed"));

    /** What the table has no column of its own for, and whether it comes or goes. */
    private static final List<String> COME = List.of("rolled_in", "transferred_in");
    private static final List<String> GO = List.of("rolled_out", "transferred_out", "repaid", "clawed_back");

    private static Column credits(String title, String figure) {
        return Column.number(title, "/credits/" + figure);
    }

    private static Column money(String title, String figure) {
        return Column.number(title, "/money/" + figure);
    }

    @Command(name = "credits", mixinStandardHelpOptions = true, description = {
        "What became of credits, a row for each day or month, source and currency; credits in millicredits, money in the currency's smallest unit.",
        "'moved' is what came from other blocks and customers, less what went to them or paid back overage. What is deferred after is what was before, added and moved, less earned, breakage and given back; reversed was earned before its payment went back."})
    int credits(@Mixin Session session, @Mixin Filtered filtered,
            @Option(names = "--from", required = true, paramLabel = "TIME", converter = Time.class, description = "From this time on, such as 2026-11-01T00:00:00Z.") String from,
            @Option(names = "--to", required = true, paramLabel = "TIME", converter = Time.class, description = "Before this time.") String to,
            @Option(names = "--granularity", paramLabel = "day|month", description = "Else month.") Optional<String> granularity) {
        ApiPath path = filtered.in(ApiPath.of("/v1/reports/credits").with("from", from).with("to", to)
                .with("granularity", granularity));
        return session.ask(client -> {
            session.print(lines(client.send(ApiRequest.get(path.text())).orThrow().path("data")).iterator(), LINES);
            return Session.DONE;
        });
    }

    private static List<JsonNode> lines(JsonNode buckets) {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode bucket : buckets) {
            for (JsonNode line : bucket.path("credits")) {
                ObjectNode row = line.deepCopy();
                Stream.of("bucket_start", "bucket_end", "closed").forEach(name -> row.set(name, bucket.get(name)));
                row.put("moved", sum(line, COME).subtract(sum(line, GO)));
                if (line.path("money").isObject()) {
                    row.put("money_moved", line.at("/money/transferred_in").bigIntegerValue()
                            .subtract(line.at("/money/transferred_out").bigIntegerValue()));
                }
                lines.add(row);
            }
        }
        return lines;
    }

    private static BigInteger sum(JsonNode line, List<String> figures) {
        return figures.stream().map(figure -> line.path("credits").path(figure).bigIntegerValue()).reduce(
                BigInteger.ZERO,
                BigInteger::add);
    }
}
