package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.gateway.query.Query;

class ExplainReadsTest {

    @TempDir
    Path directory;
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(directory, OveragePolicy.ALLOW);
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void saysWhichRuleOfTheBurnOrderPutEachBlockBehindTheOneBefore() {
        var soon = Optional.of(books.now.plus(Duration.ofDays(1)));
        books.grant("ann", 1, 0, Optional.empty(), Optional.empty(), Optional.of(5L));
        books.grant("ann", 2, 0, Optional.empty(), Optional.empty(), Optional.of(5L));
        books.grant("ann", 3, 0, Optional.empty(), Optional.empty(), Optional.empty());
        books.grant("ann", 4, 0, Optional.empty(), soon, Optional.of(5L));
        books.grant("ann", 5, -1, Optional.empty(), Optional.empty(), Optional.of(5L));
        books.useAndWait("ann", "e", "tokens", 2);
        books.catchUp();

        JsonNode explained = explain(6);

        assertThat(column(explained, "amount")).containsExactly("5", "4", "3", "1", "2");
        assertThat(column(explained, "ordered_by")).containsExactly("null", "priority", "expires_at",
                "free_before_paid", "creation");
        assertThat(column(explained, "remaining_before")).containsExactly("5", "4", "3", "1", "2");
        assertThat(column(explained, "remaining_after")).containsExactly("0", "0", "0", "0", "0");
        assertThat(explained.get("overage").longValue()).isEqualTo(5);
    }

    @Test
    void showsTheRuleAndTheStepsThatSumToTheCost() {
        books.grant("ann", 100_000);
        books.useAndWait("ann", "1", "pages", 8);
        books.useAndWait("ann", "2", "pages", 5);
        books.catchUp();

        JsonNode usage = explain(3).get("usage");

        assertThat(usage.get("rule").get("id").textValue()).isEqualTo("rule_pages");
        assertThat(usage.get("rule").get("version").intValue()).isEqualTo(1);
        assertThat(usage.get("tier_units_before").longValue()).isEqualTo(8);
        assertThat(usage.get("steps")).hasSize(2);
        assertThat(usage.get("steps").get(0).get("amount").textValue()).isEqualTo("200");
        assertThat(usage.get("steps").get(1).get("amount").textValue()).isEqualTo("155");
        assertThat(explain(3).get("delta").longValue()).isEqualTo(-355);
    }

    /** The counter is the month's all the same. */
    @Test
    void countsAnEventsOwnUnitsFromNought() {
        books.grant("ann", 100_000);
        books.useAndWait("ann", "1", "packs", 8);
        books.useAndWait("ann", "2", "packs", 2);
        books.catchUp();

        JsonNode usage = explain(3).get("usage");

        assertThat(usage.get("tier_units_before").longValue()).isEqualTo(8);
        assertThat(usage.get("steps")).hasSize(1);
        assertThat(usage.get("steps").get(0).get("units").longValue()).isEqualTo(1);
        assertThat(usage.get("steps").get(0).get("amount").textValue()).isEqualTo("50");
    }

    @Test
    void explainsAGrantThatPaidBackOverage() {
        books.useAndWait("ann", "e", "tokens", 3);
        books.grant("ann", 100);
        books.catchUp();

        JsonNode explained = explain(2);

        assertThat(explained.get("usage").isNull()).isTrue();
        assertThat(column(explained, "repaid")).containsExactly("30");
        assertThat(column(explained, "remaining_after")).containsExactly("70");
    }

    @Test
    void explainsWhatAReservationWasPricedFromAndKeeps() {
        books.grant("ann", 100);
        books.grant("ann", 100_000);
        books.useAndWait("ann", "1", "pages", 8);
        books.reserve("ann", new Command.ReserveFor.Units("pages", 5), Duration.ofMinutes(1));
        books.catchUp();

        JsonNode explained = explain(4);

        assertThat(explained.get("usage").get("event_id").isNull()).isTrue();
        assertThat(explained.get("usage").get("tier_units_before").longValue()).isEqualTo(8);
        assertThat(explained.get("usage").get("steps")).hasSize(2);
        assertThat(column(explained, "amount")).containsExactly("355");
        assertThat(column(explained, "remaining_after")).as("it is still there")
                .isEqualTo(column(explained, "remaining_before"));
    }

    @Test
    void tellsWhatACommitTookFromItsReservationFromWhatItTookBeyond() {
        books.grant("ann", 30);
        books.reserve("ann", new Command.ReserveFor.Credits(30), Duration.ofMinutes(1));
        books.grant("ann", 100, -1, Optional.empty(), Optional.empty(), Optional.empty());
        books.grant("ann", 10, -2, Optional.empty(), Optional.empty(), Optional.empty());
        books.commit("ann", 2, new Command.Actual.Credits(60));
        books.catchUp();

        JsonNode explained = explain(5);

        assertThat(column(explained, "amount")).containsExactly("30", "10", "20");
        assertThat(column(explained, "ordered_by")).containsExactly("null", "null", "priority");
        assertThat(column(explained, "why").get(0)).contains("the reservation kept");
        assertThat(column(explained, "why").get(1)).contains("beyond");
        assertThat(explained.get("usage").isNull()).isTrue();
    }

    @Test
    void pricesACommitOfUnitsButNotOneThatNamesItsCost() {
        books.grant("ann", 1_000);
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 5), Duration.ofMinutes(1));
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 5), Duration.ofMinutes(1));
        books.commit("ann", 2, new Command.Actual.Units(3));
        books.commit("ann", 3, new Command.Actual.Credits(42));
        books.catchUp();

        assertThat(explain(4).get("usage").get("steps")).hasSize(1);
        assertThat(explain(4).get("usage").get("rule").get("id").textValue()).isEqualTo("rule_tokens");
        assertThat(explain(5).get("usage").get("units").longValue()).isZero();
        assertThat(explain(5).get("usage").get("steps")).isEmpty();
        assertThat(explain(5).get("delta").longValue()).isEqualTo(-42);
    }

    @Test
    void namesTheBlockWhoseCreditsAReservationGaveBackToOverage() {
        books.grant("ann", 100);
        books.reserve("ann", new Command.ReserveFor.Credits(100), Duration.ofMinutes(1));
        books.useAndWait("ann", "e", "tokens", 3);
        books.commit("ann", 2, new Command.Actual.Credits(0));
        books.catchUp();

        JsonNode explained = explain(4);

        assertThat(column(explained, "amount")).containsExactly("0");
        assertThat(column(explained, "repaid")).containsExactly("30");
        assertThat(column(explained, "remaining_after")).containsExactly("70");
    }

    @Test
    void explainsAPurchaseInBurnOrder() {
        books.grant("ann", 10);
        books.grant("ann", 100);
        books.purchase("ann", 25, 500);
        books.catchUp();

        assertThat(column(explain(3), "amount")).containsExactly("10", "15");
        assertThat(column(explain(3), "ordered_by")).containsExactly("null", "creation");
        assertThat(column(explain(4), "amount")).containsExactly("500");
    }

    @Test
    void doesNotExplainWhatIsNotThere() {
        assertThat(books.reads().explain().explain(new Query.ExplainEntry(Books.customer("ann"), "le_nothing"),
                books.config, books.now, Books.REQUEST).status()).isEqualTo(404);
    }

    private JsonNode explain(int sequence) {
        return Books.json(books.reads().explain().explain(new Query.ExplainEntry(Books.customer("ann"),
                books.entriesOf("ann").get(sequence - 1).id()), books.config, books.now, Books.REQUEST));
    }

    private static List<String> column(JsonNode explained, String name) {
        var column = new ArrayList<String>();
        explained.get("blocks").forEach(block -> column.add(block.get(name).asText()));
        return column;
    }
}
