package io.quotastack.standalone.cli;

import java.util.List;
import java.util.Optional;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack usage}: reports events, and what became of them. */
@Command(name = "usage", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Usage events: report one, see what became of it, the refused ones, retry, void.")
public final class UsageCommand {

    private static final List<Column> CHARGED = List.of(Column.text("event", "/event_id"),
            Column.text("status", "/status"), Column.text("customer", "/external_customer_id"),
            Column.text("metric", "/billable_metric_key"), Column.text("units", "/units"),
            Column.time("time", "/timestamp"), Column.text("cost", "/cost"), Column.text("rule", "/rule_id"),
            Column.text("ledger entry", "/ledger_entry_id"), Column.text("balance", "/balance"),
            Column.text("effective", "/effective_balance"));

    private static final List<Column> EVENT = List.of(Column.text("event", "/event_id"),
            Column.text("status", "/status"), Column.text("customer", "/external_customer_id"),
            Column.text("metric", "/billable_metric_key"), Column.text("units", "/units"),
            Column.time("time", "/timestamp"), Column.text("cost", "/charge/cost"),
            Column.text("rule", "/charge/rule_id"), Column.text("ledger entry", "/charge/ledger_entry_id"),
            Column.text("refused for", "/problem/detail"));

    private static final List<Column> REFUSED = List.of(Column.time("time", "/timestamp"),
            Column.text("customer", "/external_customer_id"), Column.text("event", "/event_id"),
            Column.text("metric", "/billable_metric_key"), Column.number("units", "/units"),
            Column.of("refused for", event -> Column.text(event.at("/problem/type"))
                    .replace("urn:quotastack:problem:", "") + ": " + Column.text(event.at("/problem/detail"))));

    private static final List<Column> VOIDED = List.of(Column.text("customer", "/external_customer_id"),
            Column.text("ledger entry", "/ledger_entry_id"), Column.text("balance", "/balance"),
            Column.text("effective", "/effective_balance"));

    private static final List<Column> SUMMARY = List.of(Column.time("from", "/bucket_start"),
            Column.number("events", "/events"), Column.number("units", "/units"), Column.number("cost", "/cost"));

    @Command(name = "report", mixinStandardHelpOptions = true, description = "Reports an event and waits for its charge.")
    int report(@Mixin Session session, @Mixin Named named, @Mixin Labels labels,
            @Parameters(index = "1", paramLabel = "METRIC", description = "The metric's key.") String metric,
            @Parameters(index = "2", paramLabel = "UNITS", arity = "0..1", defaultValue = "1", converter = Amount.class, description = "Else 1.") long units,
            @Option(names = "--event-id", paramLabel = "ID", description = "Charged once for the customer; else a random one.") Optional<String> eventId,
            @Option(names = "--timestamp", paramLabel = "TIME", converter = Time.class, description = "When it was used; else now.") Optional<String> timestamp,
            @Option(names = "--accept", description = "Does not wait for the charge, only until the event is durable.") boolean accept) {
        Body body = labels.in(Body.of(named.customer().member()).with("billable_metric_key", metric)
                .with("units", units).with("timestamp", timestamp));
        ApiRequest random = ApiRequest.post("/v1/usage", body.members());
        ApiRequest request = eventId.map(random::under).orElse(random);
        return session.show(accept ? request.preferring("respond-async") : request, CHARGED);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows what became of an event that was accepted.")
    int get(@Mixin Session session, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "EVENT", description = "The event's id.") String event) {
        return session.show(ApiPath.of("/v1/usage").slash(event).withParameter(named.customer().parameter()), EVENT);
    }

    @Command(name = "refused", mixinStandardHelpOptions = true, description = "Lists accepted events that were refused, with the reason.")
    int refused(@Mixin Session session, @Mixin Listing listing, @Mixin Filtered filtered) {
        return session.list(filtered.in(ApiPath.of("/v1/usage").with("status", "refused")), listing, REFUSED);
    }

    @Command(name = "retry", mixinStandardHelpOptions = true, description = "Tries a refused event again.")
    int retry(@Mixin Session session, @Mixin Writing writing, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "EVENT", description = "The event's id.") String event) {
        return session.show(writing.post(ApiPath.of("/v1/usage").slash(event).slash("retry"),
                Body.of(named.customer().member())), CHARGED);
    }

    @Command(name = "void", mixinStandardHelpOptions = true, description = "Takes an event back and refunds what it cost.")
    int voidUsage(@Mixin Session session, @Mixin Writing writing, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "EVENT", description = "The event's id.") String event,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason) {
        return session.show(writing.post(ApiPath.of("/v1/usage").slash(event).slash("void"),
                Body.of(named.customer().member()).with("reason", reason)), VOIDED);
    }

    @Command(name = "summary", mixinStandardHelpOptions = true, description = "Sums a customer's usage by hour, day or month.")
    int summary(@Mixin Session session, @Mixin Named named,
            @Option(names = "--from", required = true, paramLabel = "TIME", converter = Time.class, description = "From this time on.") String from,
            @Option(names = "--to", required = true, paramLabel = "TIME", converter = Time.class, description = "Before this time.") String to,
            @Option(names = "--metric", paramLabel = "METRIC", description = "Only of this metric; else of all together.") Optional<String> metric,
            @Option(names = "--granularity", paramLabel = "hour|day|month", description = "Else day.") Optional<String> granularity) {
        ApiPath path = named.path("/usage/summary").with("from", from).with("to", to)
                .with("billable_metric_key", metric).with("granularity", granularity);
        return session.ask(client -> {
            session.print(client.send(ApiRequest.get(path.text())).orThrow().path("data").iterator(), SUMMARY);
            return Session.DONE;
        });
    }
}
