package io.quotastack.standalone.cli;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Option;

/** What a command may say of the block that a grant makes, and how blocks are shown. */
final class Block {

    static final List<Column> COLUMNS = List.of(Column.text("block", "/id"), Column.text("source", "/source"),
            Column.text("status", "/status"), Column.number("remaining", "/remaining_amount"),
            Column.number("held", "/reserved_amount"), Column.number("original", "/original_amount"),
            Column.number("priority", "/priority"), Column.time("expires", "/expires_at"),
            Column.of("paid", Block::paid), Column.text("reason", "/reason"));

    @Option(names = "--priority", paramLabel = "N", description = "Lower burns first, -1000 to 1000; else 0.")
    private Optional<Integer> priority = Optional.empty();

    @Option(names = "--expires-at", paramLabel = "TIME", converter = Time.class, description = "When it ends, such as 2027-01-01T00:00:00Z; else never.")
    private Optional<String> expiresAt = Optional.empty();

    @Option(names = "--expires-in-seconds", paramLabel = "N", description = "When it ends, from now or --effective-at on.")
    private Optional<Long> expiresInSeconds = Optional.empty();

    @Option(names = "--price-paid", paramLabel = "MONEY", description = "What was paid for it, in the currency's smallest unit.")
    private Optional<Long> pricePaid = Optional.empty();

    @Option(names = "--currency", paramLabel = "CODE", description = "Such as EUR.")
    private Optional<String> currency = Optional.empty();

    Body in(Body body) {
        return body.with("priority", priority).with("expires_at", expiresAt)
                .with("expires_in_seconds", expiresInSeconds).with("price_paid", pricePaid).with("currency", currency);
    }

    private static String paid(JsonNode block) {
        JsonNode price = block.path("price_paid");
        return price.isNumber() ? price.asText() + " " + Column.text(block.path("currency")) : Column.text(price);
    }
}
