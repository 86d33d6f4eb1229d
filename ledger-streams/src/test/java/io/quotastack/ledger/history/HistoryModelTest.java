package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.Granularity;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.history.store.BlockLevel;
import io.quotastack.schemas.json.Json;

/**
 * Random commands on a few customers, decided by the real core, cut into random batches. Afterwards every answer of
 * history is held against plain maps that were kept on the way.
 */
public class HistoryModelTest {

    private static final List<String> CUSTOMERS = List.of("ann", "bob", "cy", "di");
    private static final List<String> METRICS = List.of("tokens", "calls", "pages");
    private static final int COMMANDS = 400;

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomCommands commands = new RandomCommands(random);
    private final Map<String, List<Snapshot>> snapshots = new HashMap<>();
    private final Map<String, Map<String, String>> statuses = new TreeMap<>();

    /** What was left in blocks after a decision. */
    private record Snapshot(long version, Map<Long, BlockBalance> blockBalances, Set<Long> scheduled) {}

    @RepeatedTest(6)
    void answersAsPlainMapsDo() {
        OveragePolicy policy = random.nextBoolean() ? OveragePolicy.ALLOW : OveragePolicy.BLOCK;
        try (var books = new Books(directory, policy)) {
            for (int i = 0; i < COMMANDS; i++) {
                books.now = books.now.plus(Duration.ofMinutes(random.nextInt(90)));
                step(books, CUSTOMERS.get(random.nextInt(CUSTOMERS.size())), i);
                if (random.nextInt(10) == 0) {
                    books.catchUp();
                }
            }
            books.catchUp();
            for (String customer : CUSTOMERS) {
                entriesAreThere(books, customer);
                levelsAreThere(books, customer);
                summariesAreThere(books, customer);
                statusesAreThere(books, customer);
                reservationsAreThere(books, customer);
                readsWhatIsDueAsIfItWereWritten(books, customer);
            }
            refusalsAreListed(books);
        }
    }

    private void step(Books books, String customer, int i) {
        switch (random.nextInt(15)) {
            case 0, 1, 2, 3, 4, 5, 6 -> books.decide(customer, commands.next(books.account(customer), books.now));
            case 7 -> {
                books.catchUp();
                someEvent(customer).ifPresent(event -> {
                    if (books.voidUsage(customer, event).outcome() instanceof Outcome.CreditsWritten) {
                        statuses(customer).put(event, "voided");
                    }
                });
            }
            case 8 -> {
                books.catchUp();
                someEvent(customer).ifPresent(event -> {
                    if (books.retry(customer, event).outcome() instanceof Outcome.UsageRetried) {
                        statuses(customer).put(event, "charged");
                    }
                });
            }
            case 9 -> {
                books.catchUp();
                List<Long> made = books.entriesOf(customer).stream().filter(entry -> entry.type() == EntryType.COMMIT)
                        .map(entry -> entry.reservation().orElseThrow()).toList();
                if (!made.isEmpty()) {
                    books.refund(customer, made.get(random.nextInt(made.size())));
                }
            }
            default -> use(books, customer, "event-" + i);
        }
        books.account(customer).account().ifPresent(account -> snapshots
                .computeIfAbsent(customer, ignored -> new ArrayList<>()).add(new Snapshot(account.version(),
                        books.account(customer).blockBalancesByOrdinal(), books.account(customer).scheduledBlocks())));
    }

    private void use(Books books, String customer, String event) {
        String metric = METRICS.get(random.nextInt(METRICS.size()));
        Instant timestamp = books.now.minus(Duration.ofHours(random.nextInt(72)));
        Decision decision = random.nextInt(4) == 0
                ? books.useAndWait(customer, event, metric, random.nextInt(60))
                : books.use(customer, event, commands.usage(), timestamp);
        if (decision.outcome() instanceof Outcome.UsageCharged) {
            statuses(customer).put(event, "charged");
        } else if (decision.usageReport().filter(Decision.UsageReport::accepted).isPresent()) {
            statuses(customer).put(event, "refused");
        }
    }

    private Map<String, String> statuses(String customer) {
        return statuses.computeIfAbsent(customer, ignored -> new TreeMap<>());
    }

    private Optional<String> someEvent(String customer) {
        List<String> events = List.copyOf(statuses(customer).keySet());
        return events.isEmpty() ? Optional.empty() : Optional.of(events.get(random.nextInt(events.size())));
    }

    private void entriesAreThere(Books books, String customer) {
        List<LedgerEntry> expected = books.entriesOf(customer);
        var read = new ArrayList<LedgerEntry>();
        books.rows(customer).visitEntries(1, Long.MAX_VALUE, false, read::add);

        assertThat(read).as("seed %d", seed).isEqualTo(expected);
        assertThat(books.rows(customer).version()).as("seed %d", seed).isEqualTo(expected.size());
        assertThat(sequencesByPages(books, customer)).as("seed %d", seed)
                .isEqualTo(expected.stream().map(LedgerEntry::sequence).toList());
    }

    private List<Long> sequencesByPages(Books books, String customer) {
        var sequences = new ArrayList<Long>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = Books.json(books.reads().ledger().list(new Query.ListLedger(Books.customer(customer),
                    Optional.empty(), Optional.empty(), Optional.empty(), false,
                    new Page(cursor, 1 + random.nextInt(20))), Books.REQUEST));
            page.get("data").forEach(entry -> sequences.add(entry.get("sequence").longValue()));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return sequences;
    }

    private void levelsAreThere(Books books, String customer) {
        for (Snapshot snapshot : snapshots.getOrDefault(customer, List.of())) {
            var left = new TreeMap<Long, BlockBalance>();
            var scheduled = new HashSet<Long>();
            books.rows(customer).visitBlocks(1, (ordinal, block) -> {
                assertThat(books.rows(customer).level(ordinal, Long.MAX_VALUE)).as("seed %d", seed)
                        .contains(block.level());
                books.rows(customer).level(ordinal, snapshot.version()).ifPresent(level -> {
                    if (level.stage() == BlockLevel.Stage.SCHEDULED) {
                        scheduled.add(ordinal);
                    } else if (level.remaining() > 0) {
                        left.put(ordinal, level.blockBalance());
                    }
                });
                return true;
            });
            assertThat(left).as("seed %d, %s at %d", seed, customer, snapshot.version())
                    .isEqualTo(snapshot.blockBalances());
            assertThat(scheduled).as("seed %d", seed).isEqualTo(snapshot.scheduled());
            var ordinals = new TreeSet<>(scheduled);
            ordinals.addAll(left.keySet());
            assertThat(books.rows(customer).blocksLeftAfter(snapshot.version()))
                    .as("seed %d, %s at %d", seed, customer, snapshot.version()).isEqualTo(ordinals);
        }
    }

    private void summariesAreThere(Books books, String customer) {
        summaryIsThere(books, customer, Optional.empty());
        METRICS.forEach(metric -> summaryIsThere(books, customer, Optional.of(metric)));
    }

    /** An event is one in the sum of all metrics, and one in that of each metric that it has lines of. */
    private void summaryIsThere(Books books, String customer, Optional<String> metric) {
        Map<Instant, Map<String, Long>> expected = new TreeMap<>();
        for (LedgerEntry entry : books.entriesOf(customer)) {
            entry.usage().filter(usage -> entry.type() != EntryType.RESERVE).ifPresent(usage -> {
                List<PricedLine> lines = usage.lines().stream()
                        .filter(line -> metric.isEmpty() || metric.get().equals(line.metricKey())).toList();
                Instant day = entry.context().usageTimestamp().orElseThrow().truncatedTo(ChronoUnit.DAYS);
                int sign = entry.type() == EntryType.REFUND ? -1 : 1;
                if (!lines.isEmpty()) {
                    Map<String, Long> sums = expected.computeIfAbsent(day, ignored -> new HashMap<>());
                    sums.merge("units", sign * lines.stream().mapToLong(PricedLine::units).sum(), Long::sum);
                    sums.merge("cost", metric.isEmpty()
                            ? -entry.delta()
                            : sign * lines.stream().mapToLong(PricedLine::cost).sum(), Long::sum);
                    sums.merge("events", (long) sign, Long::sum);
                }
            });
        }
        expected.values().removeIf(sums -> Long.valueOf(0).equals(sums.get("events")));
        Map<Instant, Map<String, Long>> read = new TreeMap<>();
        Books.json(books.reads().summaries().summarize(new Query.SummarizeUsage(Books.customer(customer),
                metric, Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2028-01-01T00:00:00Z"),
                Granularity.DAY), Books.REQUEST)).get("data").forEach(bucket -> {
                    var sums = new HashMap<String, Long>();
                    List.of("units", "cost", "events").forEach(name -> sums.put(name, bucket.get(name).longValue()));
                    read.put(Instant.parse(bucket.get("bucket_start").textValue()), sums);
                });
        assertThat(read).as("seed %d, %s of %s", seed, metric, customer).isEqualTo(expected);
    }

    private void statusesAreThere(Books books, String customer) {
        statuses(customer).forEach((event, status) -> assertThat(books.reads().usage()
                .status(new Query.GetUsage(Books.customer(customer), event), books.refusedSince())
                .map(reply -> Books.json(reply).get("status").textValue()))
                .as("seed %d, %s of %s", seed, event, customer).contains(status));
    }

    private void reservationsAreThere(Books books, String customer) {
        Map<Long, String> expected = new TreeMap<>();
        for (LedgerEntry entry : books.entriesOf(customer)) {
            entry.reservation().ifPresent(ordinal -> expected.put(ordinal, switch (entry.type()) {
                case RESERVE -> "active null null " + entry.sequence();
                case COMMIT -> "committed " + -entry.delta() + " " + Math.max(0, -entry.reservedDelta() + entry.delta())
                        + " " + entry.sequence();
                case RELEASE -> "released null " + -entry.reservedDelta() + " " + entry.sequence();
                case RESERVE_EXPIRED -> "expired null " + -entry.reservedDelta() + " " + entry.sequence();
                case REFUND -> Objects.requireNonNull(expected.get(ordinal)).replaceFirst("\\d+$",
                        entry.sequence() + " refunded " + Json.time(entry.occurredAt()));
                default -> throw new IllegalStateException("no entry of a reservation: " + entry);
            }));
        }
        // What is overdue reads as expired, though it names the entry that made it.
        books.account(customer).rows(AccountRows.RESERVATIONS).forEach((ordinal, reservation) -> {
            if (!reservation.expiresAt().isAfter(books.now)) {
                expected.put(ordinal, "expired null " + reservation.credits() + " " + ordinal);
            }
        });
        List<Optional<ReservationStatus>> filters = new ArrayList<>();
        filters.add(Optional.empty());
        Arrays.stream(ReservationStatus.values()).map(Optional::of).forEach(filters::add);
        for (Optional<ReservationStatus> status : filters) {
            List<JsonNode> listed = reservationsByPages(books, customer, status);
            assertThat(listed.stream().map(one -> standing(customer, one)).toList())
                    .as("seed %d, %s of %s", seed, status, customer)
                    .containsExactlyElementsOf(expected.values().stream()
                            .filter(one -> status.isEmpty() || one.startsWith(status.get().text())).toList());
        }
    }

    private static String standing(String customer, JsonNode reservation) {
        return reservation.get("status").textValue() + " " + reservation.get("committed_credits") + " "
                + reservation.get("released_credits") + " "
                + ResourceId.parse(ResourceId.Kind.LEDGER_ENTRY, reservation.get("ledger_entry_id").textValue())
                        .filter(id -> id.customerId().equals(Books.customer(customer).customerId())).orElseThrow()
                        .ordinal()
                + (reservation.get("refunded_at").isNull()
                        ? ""
                        : " refunded " + reservation.get("refunded_at").textValue());
    }

    private List<JsonNode> reservationsByPages(Books books, String customer, Optional<ReservationStatus> status) {
        var reservations = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = Books.json(books.reads().reservations().list(new Query.ListReservations(
                    Books.customer(customer), status, new Page(cursor, 1 + random.nextInt(20))), customer,
                    books.openReservations(customer), Books.REQUEST));
            page.get("data").forEach(reservations::add);
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return reservations;
    }

    private void readsWhatIsDueAsIfItWereWritten(Books books, String customer) {
        books.now = books.now.plus(Duration.ofMinutes(random.nextInt(1_000)));
        JsonNode before = blocks(books, customer);
        books.tick(customer);
        books.catchUp();

        assertThat(before).as("seed %d, %s", seed, customer).isEqualTo(blocks(books, customer));
        assertThat(books.account(customer).account().filter(account -> !account.nextScheduledAt().isAfter(books.now)))
                .as("one tick was enough").isEmpty();
    }

    private static JsonNode blocks(Books books, String customer) {
        return Books.json(books.reads().blocks().list(
                new Query.ListBlocks(Books.customer(customer), Optional.empty(), new Page(Optional.empty(), 200)),
                books.liveBlocks(customer, books.now), Books.REQUEST));
    }

    private void refusalsAreListed(Books books) {
        var expected = new HashSet<String>();
        statuses.forEach((customer, events) -> events.forEach((event, status) -> {
            if (status.equals("refused")) {
                expected.add(customer + " " + event);
            }
        }));
        var listed = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = books.refusedUsage(Optional.empty(), new Page(cursor, 1 + random.nextInt(10)));
            page.get("data").forEach(one -> listed.add(one.get("external_customer_id").textValue() + " "
                    + one.get("event_id").textValue()));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        assertThat(listed).as("seed %d", seed).doesNotHaveDuplicates();
        assertThat(new HashSet<>(listed)).as("seed %d", seed).isEqualTo(expected);
    }
}
