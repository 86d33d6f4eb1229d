package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.history.store.HistoryStore;

class CreditsAndBlocksReadsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;
    private Books books;
    private Instant begin = Instant.EPOCH;

    /**
     * Block 1 is spent at once, 2 ends in 10 hours, 3 takes effect in 5, 4 burns before all others, 5 is voided. Entries:
     * 1 to 5 the grants and 6 the charge at the begin, 7 the voiding an hour later.
     */
    @BeforeEach
    void book() {
        books = new Books(directory, OveragePolicy.BLOCK);
        begin = books.now;
        books.grant("ann", 100, -10, Optional.empty(), Optional.empty(), Optional.empty());
        books.grant("ann", 200, 0, Optional.empty(), Optional.of(begin.plus(HOUR.multipliedBy(10))), Optional.empty());
        books.grant("ann", 300, -20, Optional.of(begin.plus(HOUR.multipliedBy(5))), Optional.empty(),
                Optional.empty());
        books.grant("ann", 400, -5, Optional.empty(), Optional.empty(), Optional.of(990L));
        books.grant("ann", 500);
        books.useAndWait("ann", "e", "tokens", 15);
        books.now = begin.plus(HOUR);
        books.voidBlock("ann", 5);
        books.catchUp();
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void showsTheAccountAsItWas() {
        JsonNode credits = asOf(begin, true);

        assertThat(credits.get("balance").longValue()).isEqualTo(1_050);
        assertThat(credits.get("effective_balance").longValue()).isEqualTo(1_050);
        assertThat(credits.get("reserved_balance").longValue()).isZero();
        assertThat(credits.get("lifetime_earned").longValue()).isEqualTo(1_500);
        assertThat(credits.get("lifetime_consumed").longValue()).isEqualTo(150);
        assertThat(credits.get("version").longValue()).isEqualTo(6);
        assertThat(credits.get("ledger_hash").textValue()).isEqualTo(books.entriesOf("ann").get(5).hash());
        assertThat(column(credits.get("blocks"), "original_amount")).as("burn order, scheduled last")
                .containsExactly("400", "200", "500", "300");
        assertThat(column(credits.get("blocks"), "remaining_amount")).containsExactly("350", "200", "500", "300");
        assertThat(column(credits.get("blocks"), "status")).containsExactly("active", "active", "active", "scheduled");
    }

    @Test
    void showsNothingBeforeTheFirstEntry() {
        JsonNode credits = asOf(begin.minusMillis(1), true);

        assertThat(credits.get("balance").longValue()).isZero();
        assertThat(credits.get("version").longValue()).isZero();
        assertThat(credits.get("ledger_hash").textValue()).isEqualTo(EntryHash.FIRST_PREVIOUS);
        assertThat(credits.get("blocks")).isEmpty();
    }

    @Test
    void showsBlocksOnlyWhenAsked() {
        assertThat(asOf(begin, false).has("blocks")).isFalse();
    }

    @Test
    void showsWhatFellDueOnceItIsBooked() {
        books.now = begin.plus(HOUR.multipliedBy(11));
        books.adjust("ann", 1);
        books.catchUp();

        assertThat(column(asOf(begin.plus(HOUR.multipliedBy(5)), true).get("blocks"), "original_amount"))
                .as("block 3 is in effect and burns first").containsExactly("300", "400", "200");
        assertThat(column(asOf(begin.plus(HOUR.multipliedBy(10)), true).get("blocks"), "original_amount"))
                .as("block 2 ended").containsExactly("300", "400");
    }

    @Test
    void costsWhatWasLeftThenHoweverManyBlocksThereWereBeforeAndAfter() {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            books.now = books.now.plusSeconds(1);
            books.grant("bob", 10);
            times.add(books.now);
            books.now = books.now.plusSeconds(1);
            books.adjust("bob", -10);
        }
        books.catchUp();
        HistoryStore store = books.stores.storeOf(Books.customer("bob"));

        for (int i : List.of(3, 200, 399)) {
            long before = store.rowsRead();
            JsonNode blocks = Books.json(books.reads().credits().asOf(Books.customer("bob"), "bob", true,
                    times.get(i), Books::whole)).get("blocks");

            assertThat(blocks).hasSize(1);
            assertThat(store.rowsRead() - before).as("rows read as of grant %d", i).isLessThan(100);
        }
    }

    @Test
    void isFinalOnlyBeforeTheLastEntry() {
        assertThat(books.reads().credits().isFinal(Books.customer("ann"), begin)).isTrue();
        assertThat(books.reads().credits().isFinal(Books.customer("ann"), begin.plus(HOUR))).isFalse();
        assertThat(books.reads().credits().isFinal(Books.customer("nobody"), begin)).isFalse();
    }

    @Test
    void listsAllBlocksByCreationWithTheirStatus() {
        JsonNode page = blocks(Optional.empty(), books.now, Books.firstPage());

        assertThat(column(page.get("data"), "original_amount")).containsExactly("100", "200", "300", "400", "500");
        assertThat(column(page.get("data"), "status")).containsExactly("depleted", "active", "scheduled", "active",
                "voided");
        assertThat(column(page.get("data"), "remaining_amount")).containsExactly("0", "200", "300", "350", "0");
    }

    @Test
    void showsAsExpiredWhatIsDueButNotBookedYet() {
        JsonNode page = blocks(Optional.of(BlockStatus.EXPIRED), begin.plus(HOUR.multipliedBy(10)), Books.firstPage());

        assertThat(column(page.get("data"), "original_amount")).containsExactly("200");
        assertThat(column(page.get("data"), "remaining_amount")).containsExactly("0");
    }

    @Test
    void listsWhatAReservationKeepsOfABlockThatExpired() {
        books.reserve("ann", new Command.ReserveFor.Credits(500), Duration.ofDays(1));
        books.now = begin.plus(HOUR.multipliedBy(11));
        books.tick("ann");
        books.catchUp();

        JsonNode page = blocks(Optional.empty(), books.now, Books.firstPage());

        assertThat(column(page.get("data"), "status")).containsExactly("depleted", "expired", "active", "active",
                "voided");
        assertThat(column(page.get("data"), "remaining_amount")).containsExactly("0", "150", "300", "350", "0");
        assertThat(column(page.get("data"), "reserved_amount")).containsExactly("0", "150", "0", "350", "0");
        assertThat(column(asOf(books.now, true).get("blocks"), "status")).containsExactly("active", "active",
                "expired");
    }

    @Test
    void filtersBlocksByStatusAndPages() {
        JsonNode first = blocks(Optional.of(BlockStatus.ACTIVE), books.now, new Page(Optional.empty(), 1));
        JsonNode second = blocks(Optional.of(BlockStatus.ACTIVE), books.now,
                new Page(Optional.of(first.get("pagination").get("next_cursor").textValue()), 1));

        assertThat(column(first.get("data"), "original_amount")).containsExactly("200");
        assertThat(column(second.get("data"), "original_amount")).containsExactly("400");
    }

    @Test
    void endsAPageOfBlocksThatHasTakenItsBytes() {
        grantWithNotes("bob", 300);
        List<JsonNode> pages = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Reply reply = books.reads().blocks().list(
                    new Query.ListBlocks(Books.customer("bob"), Optional.empty(), new Page(cursor, 200)),
                    books.liveBlocks("bob", books.now), Books.REQUEST);
            assertThat(reply.body().length).isLessThan(PageBound.FULL_BYTES + 10_000);
            pages.add(Books.json(reply));
            cursor = Optional.ofNullable(pages.getLast().get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());

        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(pages.stream().flatMap(page -> column(page.get("data"), "original_amount").stream()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 300).mapToObj(Integer::toString).toList());
    }

    @Test
    void refusesPastBlocksThatAreMoreThanOneAnswer() {
        grantWithNotes("bob", 2_200);

        Reply reply = books.reads().credits().asOf(Books.customer("bob"), "bob", true, books.now, Books::whole);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(Books.json(reply).get("type").textValue()).isEqualTo("urn:quotastack:problem:limit-exceeded");
        assertThat(books.reads().credits().asOf(Books.customer("bob"), "bob", false, books.now, Books::whole).status())
                .as("without them").isEqualTo(200);
    }

    /** Of 1, 2, 3 … credits. */
    private void grantWithNotes(String customer, int times) {
        for (int credits = 1; credits <= times; credits++) {
            books.decide(customer, new Command.GrantCredits(credits, BlockSource.MANUAL, Optional.empty(), 0,
                    Optional.empty(), Command.Expiry.NEVER, Optional.empty(), Optional.empty(),
                    Map.of("note", "y".repeat(8_000))));
        }
        books.catchUp();
    }

    private JsonNode asOf(Instant time, boolean includeBlocks) {
        return Books.json(books.reads().credits().asOf(Books.customer("ann"), "ann", includeBlocks, time,
                Books::whole));
    }

    private JsonNode blocks(Optional<BlockStatus> status, Instant now, Page page) {
        return Books.json(books.reads().blocks().list(new Query.ListBlocks(Books.customer("ann"), status, page),
                books.liveBlocks("ann", now), Books.REQUEST));
    }

    private static List<String> column(JsonNode rows, String name) {
        var column = new ArrayList<String>();
        rows.forEach(row -> column.add(row.get(name).asText()));
        return column;
    }
}
