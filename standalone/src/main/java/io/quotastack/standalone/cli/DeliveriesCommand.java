package io.quotastack.standalone.cli;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack deliveries}: webhooks on their way, and those that did not come through. */
@Command(name = "deliveries", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Deliveries of webhooks: their attempts, retry, discard, replay, a test event.")
public final class DeliveriesCommand {

    private static final List<Column> LISTED = List.of(Column.time("created", "/created_at"),
            Column.text("status", "/status"), Column.text("type", "/type"),
            Column.text("customer", "/external_customer_id"), Column.number("attempts", "/attempts"),
            Column.of("last answer", DeliveriesCommand::lastAnswer), Column.time("next attempt", "/next_attempt_at"),
            Column.text("delivery", "/id"));

    private static final List<Column> DELIVERY = List.of(Column.text("delivery", "/id"),
            Column.text("status", "/status"), Column.text("event", "/event_id"), Column.text("type", "/type"),
            Column.text("customer", "/external_customer_id"), Column.text("sequence", "/sequence"),
            Column.time("created", "/created_at"), Column.time("next attempt", "/next_attempt_at"),
            Column.text("replay", "/replay_id"), Column.time("discarded", "/discarded_at"),
            Column.text("discarded by", "/discarded_by"), Column.text("discard", "/discard_id"),
            Column.text("webhook-timestamp", "/webhook_timestamp"));

    private static final List<Column> ATTEMPTS = List.of(Column.text("attempted", "/attempted_at"),
            Column.of("answer", DeliveriesCommand::answer), Column.number("ms", "/latency_ms"),
            Column.text("body", "/response_body"));

    private static final List<Column> REPLAY = List.of(Column.text("replay", "/id"), Column.text("status", "/status"),
            Column.time("from", "/from"), Column.time("to", "/to"), Column.text("types", "/types"));

    private static final List<Column> DISCARD = List.of(Column.text("discard", "/id"), Column.text("status", "/status"),
            Column.time("from", "/from"), Column.time("to", "/to"), Column.text("types", "/types"),
            Column.text("statuses", "/statuses"));

    private static String lastAnswer(JsonNode delivery) {
        JsonNode attempts = delivery.path("attempts");
        return attempts.isEmpty() ? "-" : answer(attempts.get(attempts.size() - 1));
    }

    private static String answer(JsonNode attempt) {
        return attempt.path("status_code").isNumber()
                ? attempt.path("status_code").asText()
                : Column.text(attempt.path("error"));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists deliveries.")
    int list(@Mixin Session session, @Mixin Listing listing, @Mixin Filtered filtered,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only pending, delivered, failed, dead or discarded ones.") Optional<String> status,
            @Option(names = "--type", paramLabel = "TYPE", description = "Only of events of this type, such as credit.granted.") Optional<String> type) {
        ApiPath path = ApiPath.of("/v1/webhooks/deliveries").with("status", status).with("type", type);
        return session.list(filtered.in(path), listing, counted());
    }

    private static List<Column> counted() {
        return LISTED.stream().map(column -> column.title().equals("attempts")
                ? new Column("attempts", true, row -> Integer.toString(row.path("attempts").size()))
                : column).toList();
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a delivery with its attempts and the body that they send.")
    int show(@Mixin Session session,
            @Parameters(paramLabel = "DELIVERY", description = "The delivery's id (dlv_…).") String delivery) {
        return session.ask(client -> {
            JsonNode found = client.send(ApiRequest.get(one(delivery).text())).orThrow();
            session.print(found, DELIVERY);
            session.say("");
            session.tell(found.path("attempts").iterator(), ATTEMPTS);
            session.say("");
            session.say(found.path("body").asText());
            return Session.DONE;
        });
    }

    private static ApiPath one(String delivery) {
        return ApiPath.of("/v1/webhooks/deliveries").slash(delivery);
    }

    @Command(name = "retry", mixinStandardHelpOptions = true, description = "Tries a delivery again.")
    int retry(@Mixin Session session, @Mixin Writing writing,
            @Parameters(paramLabel = "DELIVERY", description = "The delivery's id (dlv_…).") String delivery) {
        return session.show(writing.post(one(delivery).slash("retry"), Body.empty()), DELIVERY);
    }

    @Command(name = "discard", mixinStandardHelpOptions = true, description = "Sends a delivery no more.")
    int discard(@Mixin Session session, @Mixin Writing writing,
            @Parameters(paramLabel = "DELIVERY", description = "The delivery's id (dlv_…).") String delivery) {
        return session.show(writing.post(one(delivery).slash("discard"), Body.empty()), DELIVERY);
    }

    @Command(name = "discard-range", mixinStandardHelpOptions = true, description = "Sends what was made in a time no more, unless it was delivered.")
    int discardRange(@Mixin Session session, @Mixin Writing writing, @Mixin Filtered filtered,
            @Option(names = "--from", required = true, paramLabel = "TIME", converter = Time.class, description = "Deliveries made from this time on.") String from,
            @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Before this time; else until now.") Optional<String> to,
            @Option(names = "--type", paramLabel = "TYPE[,TYPE…]", description = "Only of events of these types.") Optional<String> types,
            @Option(names = "--status", paramLabel = "STATUS[,STATUS…]", description = "Only pending, failed or dead ones.") Optional<String> statuses) {
        Body body = Body.empty().with("from", from).with("to", to).with("types", listed(types)).with("statuses",
                listed(statuses));
        filtered.customer().ifPresent(customer -> customer.member().forEach(body::with));
        return session.show(writing.post(ApiPath.of("/v1/webhooks/discard"), body), DISCARD);
    }

    private static Optional<List<String>> listed(Optional<String> names) {
        return names.map(text -> List.of(text.split(",", -1)));
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, description = "Delivers the events of a time again.")
    int replay(@Mixin Session session, @Mixin Writing writing, @Mixin Filtered filtered,
            @Option(names = "--from", required = true, paramLabel = "TIME", converter = Time.class, description = "From this time on.") String from,
            @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Before this time; else until now.") Optional<String> to,
            @Option(names = "--type", paramLabel = "TYPE[,TYPE…]", description = "Only events of these types.") Optional<String> types) {
        Body body = Body.empty().with("from", from).with("to", to).with("types", listed(types));
        filtered.customer().ifPresent(customer -> customer.member().forEach(body::with));
        return session.show(writing.post(ApiPath.of("/v1/webhooks/replay"), body), REPLAY);
    }

    @Command(name = "test", mixinStandardHelpOptions = true, description = "Sends a test event to the endpoint.")
    int test(@Mixin Session session, @Mixin Writing writing) {
        return session.show(writing.post(ApiPath.of("/v1/webhooks/test"), Body.empty()), DELIVERY);
    }
}
