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
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.history.reservation.OpenReservations;

class ReservationReadsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path directory;
    private Books books;
    private Instant begin = Instant.EPOCH;

    /** Of 1,000: 2 is committed by 7, 3 released by 8, 4 ends after an hour, 5 lasts a week, 6 is extended by an hour. */
    @BeforeEach
    void book() {
        books = new Books(directory, OveragePolicy.BLOCK);
        begin = books.now;
        books.grant("ann", 1_000);
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 10), WEEK);
        books.reserve("ann", new Command.ReserveFor.Credits(20), WEEK);
        books.reserve("ann", new Command.ReserveFor.Credits(30), HOUR);
        books.reserve("ann", new Command.ReserveFor.Credits(40), WEEK);
        books.reserve("ann", new Command.ReserveFor.Credits(50), HOUR);
        books.commit("ann", 2, new Command.Actual.Units(7));
        books.release("ann", 3);
        books.now = begin.plus(Duration.ofMinutes(30));
        books.extend("ann", 6, HOUR);
        books.catchUp();
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void listsAllThereEverWereByCreation() {
        assertThat(list(Optional.empty(), Books.firstPage())).containsExactly("2 committed 70 30", "3 released null 20",
                "4 active null null", "5 active null null", "6 active null null");
    }

    @Test
    void readsAnOverdueOneAsExpiredBeforeThatIsWritten() {
        books.now = begin.plus(HOUR);

        assertThat(list(Optional.of(ReservationStatus.ACTIVE), Books.firstPage()))
                .containsExactly("5 active null null", "6 active null null");
        assertThat(list(Optional.of(ReservationStatus.EXPIRED), Books.firstPage()))
                .containsExactly("4 expired null 30");
    }

    @Test
    void readsTheSameOnceItIsWritten() {
        books.now = begin.plus(HOUR);
        books.tick("ann");
        books.catchUp();

        assertThat(list(Optional.of(ReservationStatus.EXPIRED), Books.firstPage()))
                .containsExactly("4 expired null 30");
        JsonNode expired = Books.json(ended(4));
        assertThat(expired.get("ledger_entry_id").textValue()).isEqualTo(LedgerEntry.idOf(Books.customer("ann"), 9));
    }

    @Test
    void showsAnEndedOneAsItWasAtItsEnd() {
        books.now = begin.plus(Duration.ofMinutes(90));
        books.tick("ann");
        books.catchUp();

        JsonNode extended = Books.json(ended(6));
        assertThat(Instant.parse(extended.get("expires_at").textValue())).as("as extended")
                .isEqualTo(begin.plus(Duration.ofMinutes(90)));
        assertThat(Instant.parse(extended.get("created_at").textValue())).isEqualTo(begin);

        JsonNode committed = Books.json(ended(2));
        assertThat(committed.get("id").textValue()).isEqualTo(Reservation.idOf(Books.customer("ann"), 2));
        assertThat(committed.get("billable_metric_key").textValue()).isEqualTo("tokens");
        assertThat(committed.get("estimated_units").longValue()).isEqualTo(10);
        assertThat(committed.get("reserved_credits").longValue()).isEqualTo(100);
        assertThat(committed.get("rule_id").textValue()).isEqualTo("rule_tokens");
        assertThat(committed.get("allocations").get(0).get("amount").longValue()).as("what it kept").isEqualTo(100);
        assertThat(committed.get("metadata").get("job").textValue()).isEqualTo("j");
    }

    @Test
    void showsWhenACommittedOneWasRefunded() {
        assertThat(Books.json(ended(2)).get("refunded_at").isNull()).isTrue();
        books.refund("ann", 2);
        books.catchUp();

        JsonNode refunded = Books.json(ended(2));
        assertThat(refunded.get("status").textValue()).isEqualTo("committed");
        assertThat(refunded.get("committed_credits").longValue()).as("what it was charged").isEqualTo(70);
        assertThat(Instant.parse(refunded.get("refunded_at").textValue())).isEqualTo(books.now);
        assertThat(refunded.get("ledger_entry_id").textValue()).isEqualTo(LedgerEntry.idOf(Books.customer("ann"), 9));
        JsonNode listed = page(Optional.of(ReservationStatus.COMMITTED), Books.firstPage()).get("data").get(0);
        assertThat(listed).isEqualTo(refunded);
        assertThat(books.reads().reservations().chargeOf(Books.customer("ann"), 3)).as("released").isEmpty();
    }

    @Test
    void pagesThroughEachStatus() {
        JsonNode first = page(Optional.of(ReservationStatus.ACTIVE), new Page(Optional.empty(), 2));
        JsonNode second = page(Optional.of(ReservationStatus.ACTIVE),
                new Page(Optional.of(first.get("pagination").get("next_cursor").textValue()), 2));

        assertThat(rows(first)).containsExactly("4 active null null", "5 active null null");
        assertThat(rows(second)).containsExactly("6 active null null");
        assertThat(second.get("pagination").get("has_more").booleanValue()).isFalse();
    }

    @Test
    void findsNoneUnderAnotherOrdinal() {
        for (long ordinal : List.of(0L, 1L, 5L, 7L, 99L, -1L)) {
            assertThat(ended(ordinal).status()).as("%d is none that has ended", ordinal).isEqualTo(404);
        }
        assertThat(Books.json(ended(1)).get("resource").textValue()).isEqualTo("reservation");
    }

    @Test
    void refusesACursorOfAnotherList() {
        String foreign = ListCursor.of("blocks", Books.customer("ann").toString()).behind(SortKey.of(3));
        Reply reply = books.reads().reservations().list(new Query.ListReservations(Books.customer("ann"),
                Optional.empty(), new Page(Optional.of(foreign), 50)), "ann",
                books.openReservations("ann"), Books.REQUEST);

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void endsAPageThatHasTakenItsBytesWhateverItListsAndReadsNoMoreThanThat() {
        for (int i = 1; i <= 300; i++) {
            books.decide("bob", new Command.Reserve(new Command.ReserveFor.Credits(0), i % 3 == 0 ? HOUR : WEEK,
                    Map.of("note", "y".repeat(8_000))));
        }
        LongStream.rangeClosed(1, 300).filter(ordinal -> ordinal % 3 == 1)
                .forEach(ordinal -> books.release("bob", ordinal));
        books.now = books.now.plus(HOUR);
        books.catchUp();

        assertThat(byPages("bob", Optional.empty())).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
        assertThat(byPages("bob", Optional.of(ReservationStatus.RELEASED))).isEqualTo(everyThird(1));
        assertThat(byPages("bob", Optional.of(ReservationStatus.ACTIVE))).isEqualTo(everyThird(2));
        assertThat(byPages("bob", Optional.of(ReservationStatus.EXPIRED))).isEqualTo(everyThird(3));
        assertThat(byPages("bob", Optional.of(ReservationStatus.COMMITTED))).isEmpty();
        assertThat(books.openReservations("bob").apply(new OpenReservations.Asked(1, Optional.empty(), 200))
                .reservations()).hasSizeBetween(130, 140);
    }

    private static List<Long> everyThird(long first) {
        return LongStream.iterate(first, ordinal -> ordinal <= 300, ordinal -> ordinal + 3).boxed().toList();
    }

    private List<Long> byPages(String customer, Optional<ReservationStatus> status) {
        List<Long> ordinals = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Reply reply = books.reads().reservations().list(
                    new Query.ListReservations(Books.customer(customer), status, new Page(cursor, 200)), customer,
                    books.openReservations(customer), Books.REQUEST);
            assertThat(reply.body().length).isLessThan(PageBound.FULL_BYTES + 10_000);
            JsonNode page = Books.json(reply);
            page.get("data").forEach(row -> ordinals.add(
                    ResourceId.parse(ResourceId.Kind.RESERVATION, row.get("id").textValue()).orElseThrow().ordinal()));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return ordinals;
    }

    private Reply ended(long ordinal) {
        return books.reads().reservations().ended(new Query.GetReservation(Books.customer("ann"), ordinal), "ann",
                Books.REQUEST);
    }

    private List<String> list(Optional<ReservationStatus> status, Page page) {
        return rows(page(status, page));
    }

    private JsonNode page(Optional<ReservationStatus> status, Page page) {
        return Books.json(books.reads().reservations().list(
                new Query.ListReservations(Books.customer("ann"), status, page), "ann",
                books.openReservations("ann"), Books.REQUEST));
    }

    private static List<String> rows(JsonNode page) {
        List<String> rows = new ArrayList<>();
        page.get("data").forEach(row -> rows.add(ordinal(row) + " " + row.get("status").textValue() + " "
                + row.get("committed_credits") + " " + row.get("released_credits")));
        return rows;
    }

    private static long ordinal(JsonNode row) {
        for (long ordinal = 1;; ordinal++) {
            if (Reservation.idOf(Books.customer("ann"), ordinal).equals(row.get("id").textValue())) {
                return ordinal;
            }
        }
    }
}
