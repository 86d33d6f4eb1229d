package io.quotastack.standalone.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack prices}: metrics, the rules in force, and what so many units would cost. */
@Command(name = "prices", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Metrics, their prices, and estimates.")
public final class PricesCommand {

    private static final List<Column> METRICS = List.of(Column.text("metric", "/key"), Column.text("name", "/name"),
            Column.text("dimensions", "/dimensions"), Column.text("event type", "/event_type"),
            Column.time("created", "/created_at"), Column.time("archived", "/archived_at"));

    private static final List<Column> RULES = List.of(Column.text("metric", "/billable_metric_key"),
            Column.number("version", "/version"), Column.text("status", "/status"),
            Column.time("effective", "/effective_at"), Column.of("price", PricesCommand::price),
            Column.of("for", PricesCommand::whom), Column.text("rule", "/id"));

    private static final List<Column> ESTIMATE = List.of(Column.text("metric", "/billable_metric_key"),
            Column.text("units", "/units"), Column.text("cost", "/cost"), Column.text("rule", "/rule_id"),
            Column.text("for", "/price/when"), Column.of("price", estimate -> price(estimate.path("price"))),
            Column.text("units before", "/units_before"));

    /** A price in a few words. */
    static String price(JsonNode rule) {
        String scope = rule.path("scope").asText("event");
        String own = switch (rule.path("cost_type").asText()) {
            case "flat" -> rule.path("flat_cost").asText() + " an event";
            case "per_unit" -> rule.path("unit_cost").asText() + per(rule) + in(scope);
            case "package" -> rule.path("package_cost").asText() + " per package of "
                    + rule.path("package_size").asText() + in(scope);
            case "tiered" -> rule.path("tiers").size() + " tiers, " + rule.path("tier_mode").asText() + ", from "
                    + rule.at("/tiers/0/unit_cost").asText() + per(rule) + in(scope);
            default -> "";
        };
        int listed = rule.path("prices").size();
        return listed == 0 ? own : own + (own.isEmpty() ? "" : "; ") + listed + " by dimension";
    }

    private static String per(JsonNode rule) {
        long units = rule.path("per_units").asLong(1);
        return units == 1 ? " a unit" : " per " + units + " units";
    }

    private static String in(String scope) {
        return scope.equals("event") ? "" : ", counted by " + scope;
    }

    private static String whom(JsonNode rule) {
        return rule.path("plan_variant_id").isTextual()
                ? rule.path("plan_variant_id").asText()
                : rule.path("plan_id").asText("all");
    }

    @Command(name = "metrics", mixinStandardHelpOptions = true, description = "Lists billable metrics.")
    int metrics(@Mixin Session session, @Mixin Listing listing) {
        return session.list(ApiPath.of("/v1/billable-metrics"), listing, METRICS);
    }

    @Command(name = "rules", mixinStandardHelpOptions = true, description = "Lists the rules in force, or all there were and will be.")
    int rules(@Mixin Session session, @Mixin Listing listing,
            @Parameters(paramLabel = "METRIC", arity = "0..1", description = "Only those of this metric.") Optional<String> metric,
            @Option(names = "--history", description = "Past, scheduled and archived ones too.") boolean history) {
        ApiPath path = ApiPath.of("/v1/metering-rules").with("billable_metric_key", metric);
        if (history) {
            return session.list(path, listing, RULES);
        }
        return session.ask(client -> {
            Iterator<JsonNode> inForce = client.rows(path.with("limit", 200).text())
                    .filter(rule -> rule.path("status").asText().equals("active")).iterator();
            session.print(listing.cut(inForce), RULES);
            session.tellOfMore(inForce, listing);
            return Session.DONE;
        });
    }

    @Command(name = "estimate", mixinStandardHelpOptions = true, description = "Says what so many units would cost, charging nothing.")
    int estimate(@Mixin Session session, @Mixin Filtered filtered, @Mixin Labels labels,
            @Parameters(index = "0", paramLabel = "METRIC", description = "The metric's key.") String metric,
            @Parameters(index = "1", paramLabel = "UNITS", converter = Amount.class, description = "How many.") long units) {
        Body body = Body.empty().with("billable_metric_key", metric).with("units", units);
        filtered.customer().ifPresent(customer -> customer.member().forEach(body::with));
        return session.show(ApiRequest.ask("/v1/metering-rules/estimate", labels.in(body).members()), ESTIMATE);
    }
}
