package io.quotastack.standalone.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.QuotaStackClient;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack customer}: who they are, what they have, how that came about, and what support does for them. */
@Command(name = "customer", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Customers: their credits and their ledger, grants and corrections. Amounts are millicredits.")
public final class CustomerCommand {

    private static final List<Column> LISTED = List.of(Column.text("customer", "/external_customer_id"),
            Column.text("name", "/display_name"), Column.text("customer id", "/customer_id"),
            Column.time("created", "/created_at"), Column.text("metadata", "/metadata"));

    private static final List<Column> CUSTOMER = List.of(Column.text("customer", "/external_customer_id"),
            Column.text("customer id", "/customer_id"), Column.text("name", "/display_name"),
            Column.text("metadata", "/metadata"), Column.time("created", "/created_at"),
            Column.text("overage policy", "/overage_policy"), Column.text("overage limit", "/overage_limit"),
            Column.text("low balance below", "/low_balance_threshold"), Column.text("spend cap", "/spend_cap"),
            Column.text("auto top-up", "/auto_topup"));

    private static final List<Column> CREDITS = List.of(credits("balance", "/balance"),
            credits("held", "/reserved_balance"), credits("effective", "/effective_balance"),
            credits("earned in all", "/lifetime_earned"), credits("consumed in all", "/lifetime_consumed"),
            Column.text("ledger entries", "/version"), Column.text("ledger hash", "/ledger_hash"));

    private static final List<Column> WRITTEN = List.of(Column.text("customer", "/external_customer_id"),
            Column.text("ledger entry", "/ledger_entry_id"), Column.text("block", "/block/id"),
            credits("balance", "/balance"), credits("held", "/reserved_balance"),
            credits("effective", "/effective_balance"));

    private static final List<Column> TRANSFERRED = List.of(Column.text("transfer", "/transfer_id"),
            credits("credits", "/credits"), Column.text("from", "/from/external_customer_id"),
            Column.text("by ledger entry", "/from/ledger_entry_id"), Column.text("to", "/to/external_customer_id"),
            Column.text("by ledger entries", "/to/ledger_entry_ids"), Column.text("blocks", "/to/block_ids"));

    private static final List<Column> ENTRIES = List.of(Column.number("#", "/sequence"), Column.text("type", "/type"),
            Column.number("change", "/delta"), Column.number("held", "/reserved_delta"),
            Column.number("balance", "/balance_after"), Column.time("at", "/occurred_at"),
            Column.text("metric", "/billable_metric_key"), Column.number("units", "/units"),
            Column.of("of", CustomerCommand::cause), Column.text("entry", "/id"));

    private static final List<Column> SUBSCRIPTIONS = List.of(Column.text("subscription", "/id"),
            Column.text("status", "/status"), Column.text("variant", "/plan_variant_id"),
            Column.time("period from", "/current_period_start"), Column.time("to", "/current_period_end"));

    private static final List<Column> HOLDS = List.of(Column.text("reservation", "/id"),
            Column.text("status", "/status"), Column.number("held", "/reserved_credits"),
            Column.text("metric", "/billable_metric_key"), Column.number("units", "/estimated_units"),
            Column.time("expires", "/expires_at"), Column.number("committed", "/committed_credits"));

    private static final List<Column> CHECKED = List.of(Column.text("allowed", "/allowed"),
            Column.text("reason", "/reason"), Column.text("metric", "/billable_metric_key"),
            Column.text("units", "/units"), Column.text("value", "/value"), credits("cost", "/estimated_cost"),
            credits("effective", "/effective_balance"), credits("left after", "/balance_after"),
            Column.text("affordable units", "/affordable_units"),
            Column.text("subscription", "/subscription_status"), Column.text("overage policy", "/overage_policy"));

    /** Millicredits, and what they are in credits. */
    private static Column credits(String title, String pointer) {
        return Column.of(title, document -> {
            JsonNode amount = document.at(pointer);
            return amount.isIntegralNumber()
                    ? amount.asText() + "  (" + new BigDecimal(amount.bigIntegerValue(), 3).stripTrailingZeros()
                            .toPlainString() + " credits)"
                    : Column.text(amount);
        });
    }

    /** What an entry is of. */
    private static String cause(JsonNode entry) {
        return Stream.of("/usage_event_id", "/reservation_id", "/subscription_id", "/external_payment_id")
                .map(entry::at).filter(JsonNode::isTextual).findFirst().map(JsonNode::asText)
                .orElseGet(() -> Column.text(entry.at("/metadata/reason")));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists customers, oldest first.")
    int list(@Mixin Session session, @Mixin Listing listing) {
        return session.list(ApiPath.of("/v1/customers"), listing, LISTED);
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a customer: balances, blocks with credits left in burn order, subscriptions.")
    int show(@Mixin Session session, @Mixin Named named) {
        return session.ask(client -> {
            session.print(get(client, named.path("")), CUSTOMER);
            JsonNode credits = get(client, named.path("/credits").with("include_blocks", true));
            session.print(credits, CREDITS);
            List<JsonNode> blocks = credits.path("blocks").valueStream().toList();
            if (!blocks.isEmpty()) {
                session.say("");
                session.tell(blocks.iterator(), Block.COLUMNS);
            }
            List<JsonNode> subscriptions = get(client, named.path("/subscriptions")).path("data").valueStream()
                    .toList();
            if (!subscriptions.isEmpty()) {
                session.say("");
                session.print(subscriptions.iterator(), SUBSCRIPTIONS);
            }
            return Session.DONE;
        });
    }

    private static JsonNode get(QuotaStackClient client, ApiPath path) {
        return client.send(ApiRequest.get(path.text())).orThrow();
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a customer. (A grant to one who is not there does, too.)")
    int create(@Mixin Session session, @Mixin Writing writing, @Mixin Labels labels,
            @Parameters(paramLabel = "CUSTOMER", description = "Your own name of the customer (external_customer_id).") String name,
            @Option(names = "--name", paramLabel = "TEXT", description = "Its display name.") Optional<String> displayName) {
        Body body = Body.empty().with("external_customer_id", name).with("display_name", displayName);
        return session.show(writing.post(ApiPath.of("/v1/customers"), labels.in(body)), CUSTOMER);
    }

    @Command(name = "blocks", mixinStandardHelpOptions = true, description = "Lists the blocks of credits of a customer, oldest first.")
    int blocks(@Mixin Session session, @Mixin Named named, @Mixin Listing listing,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only scheduled, active, depleted, expired or voided ones.") Optional<String> status) {
        return session.list(named.path("/credits/blocks").with("status", status), listing, Block.COLUMNS);
    }

    @Command(name = "ledger", mixinStandardHelpOptions = true, description = "Lists the ledger of a customer.")
    int ledger(@Mixin Session session, @Mixin Named named, @Mixin Listing listing, @Mixin Within within,
            @Option(names = "--type", paramLabel = "TYPE", description = "Only entries of this type, such as usage.") Optional<String> type,
            @Option(names = "--latest", description = "Latest first.") boolean latest) {
        ApiPath path = within.in(named.path("/ledger").with("type", type));
        return session.list(latest ? path.with("order", "desc") : path, listing, ENTRIES);
    }

    @Command(name = "explain", mixinStandardHelpOptions = true, description = "Shows why an entry of the ledger is as it is: rule, steps of the price, blocks (JSON).")
    int explain(@Mixin Session session, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "ENTRY", description = "The entry's id (le_…).") String entry) {
        return session.ask(client -> {
            session.document(get(client, named.path("/ledger").slash(entry).slash("explain")));
            return Session.DONE;
        });
    }

    @Command(name = "holds", mixinStandardHelpOptions = true, description = "Lists the reservations of a customer.")
    int holds(@Mixin Session session, @Mixin Named named, @Mixin Listing listing,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only active, committed, released or expired ones.") Optional<String> status) {
        return session.list(named.path("/reservations").with("status", status), listing, HOLDS);
    }

    @Command(name = "check", mixinStandardHelpOptions = true, description = "Says whether a customer can afford so many units now.")
    int check(@Mixin Session session, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "METRIC", description = "The metric's or the feature's key.") String metric,
            @Parameters(index = "2", paramLabel = "UNITS", arity = "0..1", defaultValue = "1", converter = Amount.class, description = "Else 1.") long units) {
        return session.show(named.path("/entitlements").slash(metric).with("units", units), CHECKED);
    }

    @Command(name = "grant", mixinStandardHelpOptions = true, description = "Grants a block of credits.")
    int grant(@Mixin Session session, @Mixin Writing writing, @Mixin Named named, @Mixin Block block,
            @Mixin Labels labels,
            @Parameters(index = "1", paramLabel = "CREDITS", converter = Amount.class, description = "In millicredits: 1000 are one credit.") long credits,
            @Option(names = "--source", paramLabel = "SOURCE", description = "Such as promotional; else manual.") Optional<String> source,
            @Option(names = "--effective-at", paramLabel = "TIME", converter = Time.class, description = "When it takes effect; else now.") Optional<String> effectiveAt,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why.") Optional<String> reason) {
        Body body = Body.empty().with("credits", credits).with("source", source).with("effective_at", effectiveAt)
                .with("reason", reason);
        return session.show(writing.post(named.path("/credits/grant"), labels.in(block.in(body))), WRITTEN);
    }

    @Command(name = "top-up", mixinStandardHelpOptions = true, description = "Grants credits that were paid for: so many, or those of a package.")
    int topUp(@Mixin Session session, @Mixin Writing writing, @Mixin Named named, @Mixin Block block,
            @Mixin Labels labels,
            @Parameters(index = "1", paramLabel = "CREDITS", arity = "0..1", converter = Amount.class, description = "In millicredits: 1000 are one credit.") Optional<Long> credits,
            @Option(names = "--package", paramLabel = "ID", description = "The package that was sold.") Optional<String> sold,
            @Option(names = "--payment", paramLabel = "ID", description = "Your payment (external_payment_id): it is credited once.") Optional<String> payment) {
        Body body = Body.of(named.customer().member()).with("credits", credits).with("package_id", sold)
                .with("external_payment_id", payment);
        return session.show(writing.post(ApiPath.of("/v1/topup/grant"), labels.in(block.in(body))), WRITTEN);
    }

    @Command(name = "adjust", mixinStandardHelpOptions = true, description = "Adds credits, or takes some away in burn order.")
    int adjust(@Mixin Session session, @Mixin Writing writing, @Mixin Named named,
            @ArgGroup(multiplicity = "1") Change change,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason) {
        Body body = Body.empty().with("credits", change.credits()).with("reason", reason);
        return session.show(writing.post(named.path("/credits/adjust"), body), WRITTEN);
    }

    @Command(name = "transfer", mixinStandardHelpOptions = true, description = "Moves credits to another customer, all or none.")
    int transfer(@Mixin Session session, @Mixin Writing writing, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "TO", description = "Your own name of the customer who gets them; made if it is not there.") String to,
            @Parameters(index = "2", paramLabel = "CREDITS", converter = Change.Positive.class, description = "Millicredits, of what is there and not held.") long credits,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason) {
        Body body = Body.empty().with("to", Map.of("external_customer_id", to)).with("credits", credits).with("reason",
                reason);
        return session.show(writing.post(named.path("/credits/transfer"), body), TRANSFERRED);
    }

    @Command(name = "void", mixinStandardHelpOptions = true, description = "Takes back what is left of a block and not held.")
    int voidBlock(@Mixin Session session, @Mixin Writing writing, @Mixin Named named,
            @Parameters(index = "1", paramLabel = "BLOCK", description = "The block's id (blk_…).") String block,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason) {
        ApiPath path = named.path("/credits/blocks").slash(block).slash("void");
        return session.show(writing.post(path, Body.empty().with("reason", reason)), WRITTEN);
    }
}
