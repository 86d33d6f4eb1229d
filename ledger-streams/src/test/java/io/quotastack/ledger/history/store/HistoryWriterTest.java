package io.quotastack.ledger.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.history.Books;
import io.quotastack.ledger.history.store.SourceRecord.Source;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.serde.NotAMessageException;

/**
 * What a kill leaves behind is played by copying a store's files while it is open: its memory is lost, its files are as
 * they stood.
 */
class HistoryWriterTest {

    /** Rows kept between batches: some are found there and some have to be read. */
    private static final int FEW = 3;

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomCommands commands = new RandomCommands(random);
    private final HistoryMemory memory = new HistoryMemory();

    @AfterEach
    void closeMemory() {
        memory.close();
    }

    @Test
    void goesOnAfterAKillFromWhereItsFilesEnd() throws IOException {
        try (var books = new Books(directory.resolve("books"), OveragePolicy.ALLOW)) {
            someHistory(books);
            int partition = Books.partitionOf(Books.customer("ann"));
            books.stores.close(partition);
            books.open(partition);
            long flushed = books.writer(partition).checkpoint().entries().offset();
            someHistory(books);

            Path left = copy(directory.resolve("books/history/" + partition), directory.resolve("left"));

            try (HistoryStore store = HistoryStore.open(left, memory)) {
                var writer = new HistoryWriter(store, Books.FORMAT, FEW);
                assertThat(writer.checkpoint().entries().offset()).as("seed %d", seed).isEqualTo(flushed);
                inRandomBatches(writer, books.waiting(partition, writer.checkpoint()));
                assertThat(dump(store)).as("seed %d", seed)
                        .isEqualTo(dump(books.stores.storeOf(Books.customer("ann"))));
            }
        }
    }

    @Test
    void makesTheSameRowsHoweverTheLogIsCut() {
        try (var books = new Books(directory.resolve("books"), OveragePolicy.ALLOW)) {
            someHistory(books);
            int partition = Books.partitionOf(Books.customer("ann"));

            try (HistoryStore store = HistoryStore.open(directory.resolve("other"), memory)) {
                inRandomBatches(new HistoryWriter(store, Books.FORMAT, FEW), books.log(partition));
                assertThat(dump(store)).as("seed %d", seed)
                        .isEqualTo(dump(books.stores.storeOf(Books.customer("ann"))));
            }
        }
    }

    @Test
    void readsNoRowThatItWroteLately() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            books.grant("ann", 1_000);
            books.use("ann", "event-1", "tokens", 5, books.now);
            books.catchUp();
            HistoryStore store = books.stores.storeOf(Books.customer("ann"));
            long read = store.rowsRead();

            books.use("ann", "event-2", "tokens", 5, books.now);
            books.catchUp();

            assertThat(store.rowsRead()).isEqualTo(read);
            assertThat(books.rows("ann").version()).isEqualTo(3);
        }
    }

    @Test
    void keepsTheLeaderEpochOfWhatItRead() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            int partition = Books.partitionOf(Books.customer("ann"));
            assertThat(books.writer(partition).checkpoint()).isEqualTo(Checkpoint.START);

            books.grant("ann", 1_000);
            books.catchUp();

            Checkpoint read = books.writer(partition).checkpoint();
            assertThat(read.entries()).isEqualTo(new Checkpoint.Position(2, Optional.of(3)));
            assertThat(Checkpoint.of(read.bytes())).contains(read);
        }
    }

    @Test
    void standsStillBeforeAnEntryWhosePredecessorIsLost() {
        try (var books = new Books(directory.resolve("books"), OveragePolicy.BLOCK);
                HistoryStore store = HistoryStore.open(directory.resolve("other"), memory)) {
            int partition = Books.partitionOf(Books.customer("ann"));
            books.grant("ann", 1_000);
            books.grant("ann", 2_000);
            books.grant("ann", 3_000);
            var damaged = new ArrayList<>(books.log(partition));
            SourceRecord lost = damaged.remove(1);
            var writer = new HistoryWriter(store, Books.FORMAT, FEW);

            HistoryWriter.Applied applied = writer.apply(damaged);

            assertThat(applied.records()).isEqualTo(1);
            assertThat(applied.standstill().orElseThrow().why()).isInstanceOf(UnreadSourceException.Gap.class);
            assertThat(applied.standstill().orElseThrow().offset()).isEqualTo(lost.offset() + 1);
            assertThat(new CustomerHistory(store, Books.FORMAT, Books.customer("ann")).version()).isEqualTo(1);
        }
    }

    @Test
    void passesOverOnlyWhatIsNoMessage() {
        try (var books = new Books(directory.resolve("books"), OveragePolicy.BLOCK);
                HistoryStore store = HistoryStore.open(directory.resolve("other"), memory)) {
            int partition = Books.partitionOf(Books.customer("ann"));
            books.append(partition, Source.LEDGER_ENTRIES, "what is this".getBytes(StandardCharsets.UTF_8));
            books.append(partition, Source.USAGE_OUTCOMES, new byte[0]);
            books.grant("ann", 1_000);
            var writer = new HistoryWriter(store, notMessages(), FEW);

            HistoryWriter.Applied applied = writer.apply(books.log(partition));

            assertThat(applied.passedOver()).isEqualTo(2);
            assertThat(applied.standstill()).isEmpty();
            assertThat(applied.records()).isEqualTo(books.log(partition).size());
            assertThat(dump(store)).isNotEmpty();
        }
    }

    /** As {@code AvroSerdes} says it of bytes without the form of a message. */
    private static SourceFormat notMessages() {
        return new SourceFormat((topic, bytes) -> {
            if (bytes.length > 0 && bytes[0] == 'w') {
                throw new NotAMessageException();
            }
            return Books.FORMAT.entries().deserialize(topic, bytes);
        }, (topic, bytes) -> {
            if (bytes.length == 0) {
                throw new NotAMessageException();
            }
            return Books.FORMAT.outcomes().deserialize(topic, bytes);
        }, Books.FORMAT.changes());
    }

    @Test
    void goesUpToARecordThatCannotBeReadAndNoFurther() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            int partition = Books.partitionOf(Books.customer("ann"));
            books.grant("ann", 1_000);
            books.append(partition, Source.LEDGER_ENTRIES, "an entry of a schema that is gone"
                    .getBytes(StandardCharsets.UTF_8));
            books.grant("ann", 2_000);

            HistoryWriter writer = books.writer(partition);
            HistoryWriter.Applied applied = writer.apply(books.waiting(partition, writer.checkpoint()));

            assertThat(applied.passedOver()).isZero();
            assertThat(applied.standstill()).get().satisfies(standstill -> {
                assertThat(standstill.source()).isEqualTo(Source.LEDGER_ENTRIES);
                assertThat(standstill.offset()).isEqualTo(writer.checkpoint().entries().offset());
                assertThat(standstill.why().reason()).contains("io.quotastack.events.LedgerEntry");
            });
            assertThat(books.rows("ann").version()).isEqualTo(1);

            HistoryWriter.Applied again = writer.apply(books.waiting(partition, writer.checkpoint()));

            assertThat(again.records()).isZero();
            assertThat(again.standstill()).isPresent();
            assertThat(books.rows("ann").version()).isEqualTo(1);
        }
    }

    @Test
    void waitsForARegistryThatDoesNotAnswer() {
        try (var registry = SchemaRegistryClient.of("http://127.0.0.1:1");
                var books = new Books(directory.resolve("books"), OveragePolicy.BLOCK);
                HistoryStore store = HistoryStore.open(directory.resolve("other"), memory)) {
            books.grant("ann", 1_000);
            var noRegistry = new SourceFormat((topic, bytes) -> {
                registry.byId(1, topic);
                return Books.FORMAT.entries().deserialize(topic, bytes);
            }, Books.FORMAT.outcomes(), Books.FORMAT.changes());
            var writer = new HistoryWriter(store, noRegistry, FEW);
            List<SourceRecord> log = books.log(Books.partitionOf(Books.customer("ann")));

            HistoryWriter.Applied applied = writer.apply(log);

            assertThat(applied.standstill()).get()
                    .satisfies(standstill -> assertThat(standstill.why().reason()).contains("127.0.0.1:1"));
            assertThat(writer.checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(dump(store)).isEmpty();
        }
    }

    @Test
    void forgetsRefusalsAfterTheirTime() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            int partition = Books.partitionOf(Books.customer("ann"));
            books.use("ann", "old-1", "tokens", 1, books.now);
            books.use("ann", "old-2", "tokens", 1, books.now);
            books.use("ann", "again", "tokens", 1, books.now);
            books.now = books.now.plus(Duration.ofDays(10));
            books.use("ann", "again", "tokens", 1, books.now);
            books.catchUp();
            Instant keptSince = books.now.minus(Duration.ofDays(1));

            boolean more = books.writer(partition).deleteRefusalsBefore(keptSince, 1);
            boolean evenMore = books.writer(partition).deleteRefusalsBefore(keptSince, 10);

            assertThat(more).isTrue();
            assertThat(evenMore).isFalse();
            assertThat(books.rows("ann").refusal("old-1")).isEmpty();
            assertThat(books.rows("ann").refusal("again")).isPresent();
            assertThat(dump(books.stores.storeOf(Books.customer("ann"))).keySet())
                    .filteredOn(key -> key.startsWith("72") || key.startsWith("71")).hasSize(2);
        }
    }

    @Test
    void refusesReadersOnceItIsClosed() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            CustomerHistory rows = books.rows("ann");
            books.stores.close(Books.partitionOf(Books.customer("ann")));

            assertThatThrownBy(rows::version).isInstanceOf(ShardMovedException.class);
            assertThatThrownBy(() -> books.rows("ann")).isInstanceOf(ShardMovedException.class);
        }
    }

    private void someHistory(Books books) {
        for (int i = 0; i < 100; i++) {
            books.now = books.now.plusSeconds(random.nextInt(3600));
            String customer = random.nextBoolean() ? "ann" : "bob";
            switch (random.nextInt(6)) {
                case 0, 1 -> books.decide(customer, commands.next(books.account(customer), books.now));
                case 2 -> books.grant(customer, 1 + random.nextInt(1_000), 0, Optional.empty(),
                        Optional.of(books.now.plus(Duration.ofHours(10))), Optional.empty());
                case 3 -> books.adjust(customer, -1 - random.nextInt(100));
                default -> books.use(customer, "event-" + i, random.nextInt(5) == 0 ? "unknown" : "tokens",
                        random.nextInt(50), books.now);
            }
            if (random.nextInt(10) == 0) {
                books.catchUp();
            }
        }
        books.catchUp();
    }

    private void inRandomBatches(HistoryWriter writer, List<SourceRecord> records) {
        for (int from = 0; from < records.size();) {
            int to = Math.min(records.size(), from + 1 + random.nextInt(20));
            writer.apply(records.subList(from, to));
            from = to;
        }
    }

    private static Map<String, String> dump(HistoryStore store) {
        var rows = new TreeMap<String, String>();
        HexFormat hex = HexFormat.of();
        store.ascending(new byte[0], new byte[] {'z'}, (key, value) -> {
            rows.put(hex.formatHex(key), hex.formatHex(value));
            return true;
        });
        return rows;
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(file -> !file.endsWith("LOCK")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
