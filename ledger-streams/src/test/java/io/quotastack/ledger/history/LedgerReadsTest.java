package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.TestEnvironment;

class LedgerReadsTest {

    @TempDir
    Path directory;
    private Books books;
    private Instant begin = Instant.EPOCH;

    /** Sequence 1 is a grant, 2…6 are charges an hour apart, 7 is a grant. */
    @BeforeEach
    void book() {
        books = new Books(directory, OveragePolicy.BLOCK);
        begin = books.now;
        books.grant("ann", 10_000);
        for (int i = 2; i <= 6; i++) {
            books.now = books.now.plus(Duration.ofHours(1));
            books.useAndWait("ann", "event-" + i, "tokens", i);
        }
        books.grant("ann", 1);
        books.catchUp();
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void listsBySequence() {
        assertThat(sequences(list(Optional.empty(), false, Books.firstPage()))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L,
                7L);
    }

    @Test
    void listsNewestFirstOnRequest() {
        JsonNode page = list(Optional.empty(), true, new Page(Optional.empty(), 3));
        JsonNode next = list(Optional.empty(), true, new Page(cursor(page), 50));

        assertThat(sequences(page)).containsExactly(7L, 6L, 5L);
        assertThat(sequences(next)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(next.get("pagination").get("has_more").booleanValue()).isFalse();
    }

    @Test
    void neitherSkipsNorRepeatsWhileEntriesAreAdded() {
        JsonNode ascending = list(Optional.empty(), false, new Page(Optional.empty(), 4));
        JsonNode descending = list(Optional.empty(), true, new Page(Optional.empty(), 4));
        books.grant("ann", 1);
        books.catchUp();

        assertThat(sequences(list(Optional.empty(), false, new Page(cursor(ascending), 50)))).containsExactly(5L, 6L,
                7L, 8L);
        assertThat(sequences(list(Optional.empty(), true, new Page(cursor(descending), 50)))).containsExactly(3L, 2L,
                1L);
    }

    @Test
    void filtersByType() {
        assertThat(sequences(list(Optional.of(EntryType.GRANT), false, Books.firstPage()))).containsExactly(1L, 7L);
    }

    @Test
    void filtersByTimeWithTheEndExcluded() {
        Reply reply = books.reads().ledger().list(new Query.ListLedger(Books.customer("ann"), Optional.empty(),
                Optional.of(begin.plus(Duration.ofHours(1))), Optional.of(begin.plus(Duration.ofHours(3))), false,
                Books.firstPage()), Books.REQUEST);

        assertThat(sequences(Books.json(reply))).containsExactly(2L, 3L);
    }

    @Test
    void isEmptyForACustomerWithoutEntries() {
        Reply reply = books.reads().ledger().list(new Query.ListLedger(Books.customer("nobody"), Optional.empty(),
                Optional.of(begin), Optional.empty(), true, Books.firstPage()), Books.REQUEST);

        assertThat(Books.json(reply).get("data")).isEmpty();
    }

    @Test
    void refusesACursorOfAnotherList() {
        String ann = Books.customer("ann").toString();
        List<String> foreign = List.of("", "!", "bGxs", ListCursor.of("blocks", ann).behind(SortKey.of(3)),
                ListCursor.of("ledger", Books.customer("bob").toString()).behind(SortKey.of(3)),
                ListCursor.of("ledger", ann).behind(SortKey.of(new byte[1])));
        for (String cursor : foreign) {
            Reply reply = books.reads().ledger().list(new Query.ListLedger(Books.customer("ann"), Optional.empty(),
                    Optional.empty(), Optional.empty(), false, new Page(Optional.of(cursor), 50)), Books.REQUEST);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(Books.json(reply).get("type").textValue()).isEqualTo("urn:quotastack:problem:invalid-request");
            assertThat(Books.json(reply).get("errors").get(0).get("parameter").textValue()).isEqualTo("cursor");
        }
    }

    @Test
    void givesOneEntry() {
        LedgerEntry charge = books.entriesOf("ann").get(2);

        JsonNode entry = Books.json(books.reads().ledger()
                .entry(new Query.GetEntry(Books.customer("ann"), charge.id()), Books.REQUEST));

        assertThat(entry.get("hash").textValue()).isEqualTo(charge.hash());
        assertThat(entry.get("usage_event_id").textValue()).isEqualTo("event-3");
        assertThat(books.reads().ledger().entryAt(Books.customer("ann"), 3)).contains(charge);
    }

    @Test
    void doesNotGiveTheEntryOfAnotherCustomerOrOneThatIsNot() {
        String another = LedgerEntry.idOf(Books.customer("bob"), 1);
        String notYet = LedgerEntry.idOf(Books.customer("ann"), 8);
        for (String id : List.of(another, notYet, "le_", LedgerEntry.idOf(Books.customer("ann"), 0))) {
            Reply reply = books.reads().ledger().entry(new Query.GetEntry(Books.customer("ann"), id), Books.REQUEST);

            assertThat(reply.status()).isEqualTo(404);
            assertThat(Books.json(reply).get("resource").textValue()).isEqualTo("ledger_entry");
        }
    }

    @Test
    void knowsAllGrantsOfAPayment() {
        books.topUp("ann", new Command.TopUpOf.SoldPackage(TestEnvironment.PACKAGE), "pay-1");
        books.topUp("ann", new Command.TopUpOf.Credits(5), "pay-2");
        books.grant("ann", 1);
        books.catchUp();

        assertThat(books.reads().ledger().grantsOfPayment(Books.customer("ann"), 8)).extracting(LedgerEntry::delta)
                .containsExactly(2_000L, 500L);
        assertThat(books.reads().ledger().grantsOfPayment(Books.customer("ann"), 10)).extracting(LedgerEntry::delta)
                .containsExactly(5L);
    }

    @Test
    void filtersByTheTypesOfReservationsAndPurchases() {
        long reservation = 8;
        books.reserve("ann", new Command.ReserveFor.Credits(10), Duration.ofMinutes(1));
        books.release("ann", reservation);
        books.purchase("ann", 10, 20);
        books.catchUp();

        assertThat(sequences(list(Optional.of(EntryType.RESERVE), false, Books.firstPage()))).containsExactly(8L);
        assertThat(sequences(list(Optional.of(EntryType.RELEASE), false, Books.firstPage()))).containsExactly(9L);
        assertThat(sequences(list(Optional.of(EntryType.PURCHASE), false, Books.firstPage()))).containsExactly(10L);
        assertThat(list(Optional.of(EntryType.RELEASE), false, Books.firstPage()).get("data").get(0)
                .get("reservation_id").textValue()).isEqualTo(Reservation.idOf(Books.customer("ann"), reservation));
    }

    @Test
    void endsAPageThatHasTakenItsBytesInEitherOrder() {
        for (int i = 1; i <= 300; i++) {
            books.decide("bob", new Command.RecordUsage(new UsageEvent("e" + i, "tokens", 0, Optional.empty(),
                    Map.of("note", "y".repeat(8_000))), Optional.empty(), false, Optional.empty()));
        }
        books.catchUp();
        List<Long> all = LongStream.rangeClosed(1, 300).boxed().toList();

        assertThat(sequencesByPages("bob", false)).containsExactlyElementsOf(all);
        assertThat(sequencesByPages("bob", true)).containsExactlyElementsOf(all.reversed());
    }

    private List<Long> sequencesByPages(String customer, boolean descending) {
        List<Long> sequences = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Reply reply = books.reads().ledger().list(new Query.ListLedger(Books.customer(customer), Optional.empty(),
                    Optional.empty(), Optional.empty(), descending, new Page(cursor, 200)), Books.REQUEST);
            assertThat(reply.body().length).isLessThan(PageBound.FULL_BYTES + 10_000);
            JsonNode page = Books.json(reply);
            assertThat(page.get("data")).isNotEmpty();
            assertThat(page.get("pagination").get("has_more").booleanValue())
                    .isEqualTo(page.get("pagination").get("next_cursor").isTextual());
            sequences.addAll(sequences(page));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return sequences;
    }

    private JsonNode list(Optional<EntryType> type, boolean descending, Page page) {
        return Books.json(books.reads().ledger().list(new Query.ListLedger(Books.customer("ann"), type,
                Optional.empty(), Optional.empty(), descending, page), Books.REQUEST));
    }

    private static List<Long> sequences(JsonNode page) {
        var sequences = new ArrayList<Long>();
        page.get("data").forEach(entry -> sequences.add(entry.get("sequence").longValue()));
        return sequences;
    }

    private static Optional<String> cursor(JsonNode page) {
        return Optional.of(page.get("pagination").get("next_cursor").textValue());
    }
}
