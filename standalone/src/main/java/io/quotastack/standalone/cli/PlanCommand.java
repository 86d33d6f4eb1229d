package io.quotastack.standalone.cli;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quotastack plan}: plans, their variants, and who subscribes to them. */
@Command(name = "plan", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Plans, their variants, and subscriptions.")
public final class PlanCommand {

    private static final List<Column> PLANS = List.of(Column.text("plan", "/key"), Column.text("name", "/name"),
            Column.number("version", "/version"), Column.text("features", "/features"), Column.text("id", "/id"));

    private static final List<Column> PLAN = List.of(Column.text("plan", "/key"), Column.text("id", "/id"),
            Column.text("name", "/name"), Column.text("description", "/description"),
            Column.text("version", "/version"), Column.text("features", "/features"),
            Column.time("created", "/created_at"), Column.time("changed", "/updated_at"));

    private static final List<Column> VARIANTS = List.of(Column.text("variant", "/key"),
            Column.number("version", "/version"), Column.text("billing", "/billing_mode"),
            Column.of("every", variant -> variant.path("interval_count").asText() + " "
                    + variant.path("interval").asText()),
            Column.of("price", variant -> variant.path("price").isNumber()
                    ? variant.path("price").asText() + " " + variant.path("currency").asText()
                    : "-"),
            Column.of("grants", PlanCommand::grants), Column.number("trial days", "/trial_days"),
            Column.text("id", "/id"));

    private static final List<Column> SUBSCRIPTIONS = List.of(Column.text("customer", "/external_customer_id"),
            Column.text("status", "/status"), Column.text("variant", "/plan_variant_id"),
            Column.time("period from", "/current_period_start"), Column.time("to", "/current_period_end"),
            Column.text("subscription", "/id"));

    private static String grants(JsonNode variant) {
        List<String> credits = variant.path("credit_grants").valueStream()
                .map(grant -> grant.path("credits").asText()).toList();
        return credits.isEmpty() ? "-" : String.join(" + ", credits);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists plans.")
    int list(@Mixin Session session, @Mixin Listing listing) {
        return session.list(ApiPath.of("/v1/plans"), listing, PLANS);
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a plan and its variants.")
    int show(@Mixin Session session, @Mixin Listing listing,
            @Parameters(paramLabel = "PLAN", description = "The plan's id (plan_…).") String plan) {
        ApiPath path = ApiPath.of("/v1/plans").slash(plan);
        return session.ask(client -> {
            session.print(client.send(ApiRequest.get(path.text())).orThrow(), PLAN);
            session.say("");
            session.list(client, path.slash("variants"), listing, VARIANTS);
            return Session.DONE;
        });
    }

    @Command(name = "subscriptions", mixinStandardHelpOptions = true, description = "Lists subscriptions.")
    int subscriptions(@Mixin Session session, @Mixin Listing listing) {
        return session.list(ApiPath.of("/v1/subscriptions"), listing, SUBSCRIPTIONS);
    }
}
