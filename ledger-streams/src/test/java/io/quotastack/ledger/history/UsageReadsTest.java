package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.Granularity;
import io.quotastack.ledger.history.store.UsageBucket;

class UsageReadsTest {

    @TempDir
    Path directory;
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(directory, OveragePolicy.BLOCK);
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void showsACharge() {
        books.grant("ann", 1_000);
        Instant timestamp = books.now.minusSeconds(60);
        books.use("ann", "e", "tokens", 5, timestamp);
        books.catchUp();

        JsonNode usage = status("ann", "e").orElseThrow();

        assertThat(usage.fieldNames()).toIterable().containsExactly("event_id", "status", "customer_id",
                "external_customer_id", "billable_metric_key", "units", "timestamp", "charge", "problem");
        assertThat(usage.get("status").textValue()).isEqualTo("charged");
        assertThat(usage.get("external_customer_id").textValue()).isEqualTo("ann");
        assertThat(Instant.parse(usage.get("timestamp").textValue())).isEqualTo(timestamp);
        assertThat(usage.get("charge").get("cost").longValue()).isEqualTo(50);
        assertThat(usage.get("charge").get("rule_id").textValue()).isEqualTo("rule_tokens");
        assertThat(usage.get("charge").get("ledger_entry_id").textValue())
                .isEqualTo(books.entriesOf("ann").get(1).id());
        assertThat(usage.get("charge").get("allocations").get(0).get("amount").longValue()).isEqualTo(50);
        assertThat(usage.get("problem").isNull()).isTrue();
    }

    @Test
    void showsARefusalOfAnAcceptedEvent() {
        books.use("ann", "e", "tokens", 5, books.now);
        books.catchUp();

        JsonNode usage = status("ann", "e").orElseThrow();

        assertThat(usage.get("status").textValue()).isEqualTo("refused");
        assertThat(usage.get("charge").isNull()).isTrue();
        assertThat(usage.get("problem").get("type").textValue())
                .isEqualTo("urn:quotastack:problem:insufficient-credits");
        assertThat(usage.get("problem").get("required").longValue()).isEqualTo(50);
    }

    @Test
    void doesNotKnowARefusalThatItsSenderGotAsAnswer() {
        books.grant("ann", 1);
        books.useAndWait("ann", "e", "tokens", 5);
        books.catchUp();

        assertThat(status("ann", "e")).isEmpty();
        assertThat(refused(Optional.of("ann"), Books.firstPage()).get("data")).isEmpty();
    }

    @Test
    void showsAVoidedChargeWithWhatItHadBeen() {
        books.grant("ann", 1_000);
        books.use("ann", "e", "tokens", 5, books.now);
        books.catchUp();
        books.voidUsage("ann", "e");
        books.catchUp();

        JsonNode usage = status("ann", "e").orElseThrow();

        assertThat(usage.get("status").textValue()).isEqualTo("voided");
        assertThat(usage.get("charge").get("cost").longValue()).isEqualTo(50);
    }

    @Test
    void handsOverAChargeWithItsAllocationsAlsoWhenVoided() {
        books.grant("ann", 30);
        books.grant("ann", 1_000);
        books.use("ann", "e", "tokens", 5, books.now);
        books.catchUp();
        Command.Charge charge = books.reads().usage().chargeOf(Books.customer("ann"), "e").orElseThrow();
        books.voidUsage("ann", "e");
        books.catchUp();

        assertThat(charge.sequence()).isEqualTo(3);
        assertThat(charge.metered().orElseThrow().usage().lines().getFirst().units()).isEqualTo(5);
        assertThat(charge.allocations()).containsExactly(Allocation.ofBlock(1, 30), Allocation.ofBlock(2, 20));
        assertThat(books.reads().usage().chargeOf(Books.customer("ann"), "e")).contains(charge);
        assertThat(books.reads().usage().chargeOf(Books.customer("ann"), "other")).isEmpty();
    }

    @Test
    void handsOverARefusedEventUntilItIsCharged() {
        books.use("ann", "e", "tokens", 5, books.now);
        books.catchUp();
        var expected = new Command.RefusedUsage(
                new UsageEvent("e", "tokens", 5, Optional.of(books.now), Map.of()), books.now, false);
        assertThat(books.reads().usage().refusedEvent(Books.customer("ann"), "e", books.refusedSince()))
                .contains(expected);

        books.grant("ann", 1_000);
        books.retry("ann", "e");
        books.catchUp();

        assertThat(status("ann", "e").orElseThrow().get("status").textValue()).isEqualTo("charged");
        assertThat(books.reads().usage().refusedEvent(Books.customer("ann"), "e", books.refusedSince())).isEmpty();
        assertThat(refused(Optional.empty(), Books.firstPage()).get("data")).isEmpty();
    }

    @Test
    void findsAnEventThatWasRefusedBecauseItsKeyHadBeenUsedForARequest() {
        books.grant("ann", 1_000);
        books.useAsync("ann", "key-1", "tokens", 5);
        books.catchUp();

        JsonNode usage = status("ann", "key-1").orElseThrow();
        assertThat(usage.get("status").textValue()).isEqualTo("refused");
        assertThat(usage.get("problem").get("type").textValue())
                .isEqualTo("urn:quotastack:problem:idempotency-key-reused");
        assertThat(refused(Optional.empty(), Books.firstPage()).get("data")).hasSize(1);

        books.retry("ann", "key-1");
        books.catchUp();

        assertThat(status("ann", "key-1").orElseThrow().get("status").textValue()).isEqualTo("charged");
        assertThat(refused(Optional.empty(), Books.firstPage()).get("data")).as("it was charged since").isEmpty();
    }

    @Test
    void handsOverThatAnEventWasAtFaultAndItsSource() {
        var event = new UsageEvent("e", "tokens", 0, Optional.empty(), Map.of(), Optional.of("/billing"));
        books.decide("ann", new Command.RecordUsage(event, Optional.of(books.now), true,
                Optional.of(Problem.invalid(List.of(FieldFault.at("/tokens", "is not a known field"))))));
        books.catchUp();

        assertThat(books.reads().usage().refusedEvent(Books.customer("ann"), "e", books.refusedSince()))
                .contains(new Command.RefusedUsage(event, books.now, true));
    }

    @Test
    void listsBesideItsChargeARefusalOfAnotherEventUnderItsId() {
        books.grant("ann", 1_000);
        books.use("ann", "e", "tokens", 5, books.now);
        books.use("ann", "e", "tokens", 6, books.now);
        books.catchUp();

        JsonNode listed = refused(Optional.of("ann"), Books.firstPage()).get("data");

        assertThat(status("ann", "e").orElseThrow().get("status").textValue()).isEqualTo("charged");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("units").longValue()).isEqualTo(6);
        assertThat(listed.get(0).get("problem").get("type").textValue())
                .isEqualTo("urn:quotastack:problem:idempotency-key-reused");
    }

    @Test
    void forgetsARefusalAfterNinetyDays() {
        books.use("ann", "e", "tokens", 5, books.now);
        books.catchUp();

        books.now = books.now.plus(Books.REFUSALS_KEPT);

        assertThat(status("ann", "e")).isEmpty();
        assertThat(books.reads().usage().refusedEvent(Books.customer("ann"), "e", books.refusedSince())).isEmpty();
        assertThat(refused(Optional.empty(), Books.firstPage()).get("data")).isEmpty();
    }

    @Test
    void listsRefusalsOfAllPartitionsByTime() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            books.now = books.now.plusSeconds(1);
            books.use("customer-" + i, "e-" + i, "tokens", 5, books.now);
            expected.add("e-" + i);
        }
        books.catchUp();

        assertThat(expected).isEqualTo(eventsByPages(Optional.empty(), 3));
    }

    @Test
    void listsTheRefusalsOfOneCustomer() {
        for (int i = 0; i < 5; i++) {
            books.use("ann", "a-" + i, "tokens", 5, books.now);
            books.use("bob", "b-" + i, "tokens", 5, books.now);
        }
        books.catchUp();

        assertThat(eventsByPages(Optional.of("ann"), 2)).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4");
    }

    @Test
    void sumsUsageByTheTimeOfTheEvents() {
        books.grant("ann", 100_000);
        books.now = Instant.parse("2026-02-10T00:00:00Z");
        books.use("ann", "1", "tokens", 1, Instant.parse("2026-01-31T23:59:59.999Z"));
        books.use("ann", "2", "tokens", 2, Instant.parse("2026-02-01T00:00:00Z"));
        books.use("ann", "3", "tokens", 4, Instant.parse("2026-02-01T00:59:59.999Z"));
        books.use("ann", "4", "calls", 8, Instant.parse("2026-02-01T13:00:00Z"));
        books.use("ann", "5", "tokens", 16, Instant.parse("2026-02-02T00:00:00Z"));
        books.catchUp();
        books.voidUsage("ann", "5");
        books.catchUp();

        assertThat(summary(Optional.of("tokens"), Granularity.HOUR)).containsExactly(
                "2026-01-31T23:00:00.000Z 1 10 1", "2026-02-01T00:00:00.000Z 6 60 2");
        assertThat(summary(Optional.empty(), Granularity.DAY)).containsExactly("2026-01-31T00:00:00.000Z 1 10 1",
                "2026-02-01T00:00:00.000Z 14 67 3");
        assertThat(summary(Optional.empty(), Granularity.MONTH)).containsExactly("2026-01-01T00:00:00.000Z 1 10 1",
                "2026-02-01T00:00:00.000Z 14 67 3");
        assertThat(summary(Optional.of("call"), Granularity.MONTH)).isEmpty();
    }

    @Test
    void sumsACommitOfAMetricsReservationAsOneEventOfItsOwnTime() {
        books.grant("ann", 100_000);
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 50), Duration.ofDays(2));
        books.reserve("ann", new Command.ReserveFor.Credits(50), Duration.ofDays(2));
        books.now = Instant.parse("2026-02-01T13:30:00Z");
        books.commit("ann", 2, new Command.Actual.Units(4));
        books.commit("ann", 3, new Command.Actual.Credits(50));
        books.catchUp();

        assertThat(summary(Optional.empty(), Granularity.HOUR)).containsExactly("2026-02-01T13:00:00.000Z 4 40 1");
    }

    @Test
    void widensTheRangeOfASummaryToWholeBuckets() {
        books.grant("ann", 100_000);
        books.use("ann", "1", "tokens", 1, Instant.parse("2026-01-30T12:00:00Z"));
        books.use("ann", "2", "tokens", 2, Instant.parse("2026-01-31T12:00:00Z"));
        books.catchUp();

        assertThat(summary(Optional.of("tokens"), Granularity.DAY, Instant.parse("2026-01-30T13:00:00Z"),
                Instant.parse("2026-01-31T00:00:00Z"))).containsExactly("2026-01-30T00:00:00.000Z 1 10 1");
        assertThat(summary(Optional.of("tokens"), Granularity.DAY, Instant.parse("2026-01-30T13:00:00Z"),
                Instant.parse("2026-01-31T00:00:00.001Z"))).hasSize(2);
    }

    @Test
    void sumsNoMoreHoursThanItHasABoundFor() {
        books.grant("ann", 100_000);
        for (int hour = 0; hour < 5; hour++) {
            books.use("ann", "c-" + hour, "calls", 1, books.now.minus(Duration.ofHours(hour)));
            books.use("ann", "t-" + hour, "tokens", 1, books.now.minus(Duration.ofHours(hour)));
        }
        books.catchUp();
        var all = new Query.SummarizeUsage(Books.customer("ann"), Optional.empty(), books.now.minus(Duration.ofDays(1)),
                books.now.plus(Duration.ofDays(1)), Granularity.DAY);

        assertThat(books.reads().summaries().summarize(all, 10, Books.REQUEST).status()).isEqualTo(200);
        Reply refused = books.reads().summaries().summarize(all, 9, Books.REQUEST);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(Books.json(refused).get("type").textValue()).isEqualTo("urn:quotastack:problem:limit-exceeded");
    }

    @Test
    void keepsSumsExactBeyond64Bits() {
        var large = new UsageBucket(new java.math.BigInteger("9223372036854775808"),
                java.math.BigInteger.valueOf(Long.MIN_VALUE).shiftLeft(3), -3);

        assertThat(UsageBucket.of(large.row().position(1))).isEqualTo(large);
        assertThat(UsageBucket.of(UsageBucket.EMPTY.row().position(1))).isEqualTo(UsageBucket.EMPTY);
    }

    private List<String> summary(Optional<String> metric, Granularity granularity) {
        return summary(metric, granularity, Instant.parse("2026-01-01T00:00:00Z"),
                books.now.plus(Duration.ofDays(1)));
    }

    private List<String> summary(Optional<String> metric, Granularity granularity, Instant from, Instant to) {
        var buckets = new ArrayList<String>();
        Books.json(books.reads().summaries().summarize(
                new Query.SummarizeUsage(Books.customer("ann"), metric, from, to, granularity), Books.REQUEST))
                .get("data")
                .forEach(bucket -> buckets.add(bucket.get("bucket_start").textValue() + " " + bucket.get("units") + " "
                        + bucket.get("cost") + " " + bucket.get("events")));
        return buckets;
    }

    @Test
    void endsAPageOfRefusedEventsThatHasTakenItsBytes() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            events.add("large-" + i);
            books.decide("poor-" + i % 5, new Command.RecordUsage(new UsageEvent("large-" + i, "tokens", 1_000_000,
                    Optional.empty(), Map.of("note", "y".repeat(8_000))), Optional.of(books.now), true,
                    Optional.empty()));
        }
        books.catchUp();

        JsonNode page = refused(Optional.empty(), new Page(Optional.empty(), 200));

        assertThat(page.toString().length()).isLessThan(PageBound.FULL_BYTES + 10_000);
        assertThat(page.get("data")).isNotEmpty();
        assertThat(page.get("pagination").get("has_more").booleanValue()).isTrue();
        assertThat(eventsByPages(Optional.empty(), 200)).containsExactlyInAnyOrderElementsOf(events);
        assertThat(eventsByPages(Optional.of("poor-0"), 200)).hasSize(80);
    }

    private List<String> eventsByPages(Optional<String> customer, int limit) {
        var events = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = refused(customer, new Page(cursor, limit));
            page.get("data").forEach(one -> events.add(one.get("event_id").textValue()));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return events;
    }

    private JsonNode refused(Optional<String> customer, Page page) {
        return books.refusedUsage(customer.map(Books::customer), page);
    }

    private Optional<JsonNode> status(String customer, String event) {
        return books.reads().usage().status(new Query.GetUsage(Books.customer(customer), event), books.refusedSince())
                .map(Books::json);
    }
}
