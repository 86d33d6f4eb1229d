package io.quotastack.ledger.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.history.Books;
import io.quotastack.platform.store.GoldenRows;
import io.quotastack.platform.store.UnreadableRowException;

/**
 * The rows of the history that one story leaves. A row that comes out otherwise needs a format of its own; a story that
 * goes on otherwise is recorded anew. Records as they came from the log are no format of ours here, the registry has it.
 */
class HistoryFormatTest {

    private static final GoldenRows ROWS = new GoldenRows("/formats/history-rows.txt", HistoryFormatTest::kindOf)
            .with(HistoryRows.BLOCK, "b").with(HistoryRows.LEVEL, "l").with(HistoryRows.RESERVATION, "h")
            .with(HistoryRows.MOVED_END, "x").with(HistoryRows.BUCKET, "s").with(HistoryRows.SEQUENCE, "c", "v")
            .with(HistoryRows.LATEST_REFUSAL, "f").present("a", "i", "j", "q").with(HistoryRows.CREDITS, "d", "n");

    @TempDir
    Path directory;

    @Test
    void writesEachRowAsEver() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            tellTheStory(books);

            ROWS.check(rows(books));
        }
    }

    @Test
    void readsEachRowThatWasEverWrittenAndWritesItTheSame() {
        ROWS.checkReading();
    }

    @Test
    void hasARowOfEachKind() {
        ROWS.checkKinds(HistoryRows.class);
    }

    @Test
    void aRowThatCannotBeReadStopsTheHistoryAtItsCheckpointAndIsNamed() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            books.grant("ann", 1_000);
            books.catchUp();
            CustomerKey ann = Books.customer("ann");
            Checkpoint before = books.writer(Books.partitionOf(ann)).checkpoint();
            // A writer that did not write the row itself has to read it.
            books.open(Books.partitionOf(ann));
            byte[] key = Keys.block(ann, 1);
            overwrite(books.stores.storeOf(ann), key);
            books.use("ann", "e1", "tokens", 5, books.now);

            assertThatThrownBy(books::catchUp).isInstanceOf(UnreadableRowException.class)
                    .hasMessageStartingWith("the row of a block in the history of " + ann + ", with the key "
                            + HexFormat.of().formatHex(key) + ", cannot be read: ");
            assertThat(books.writer(Books.partitionOf(ann)).checkpoint()).isEqualTo(before);
        }
    }

    private static void overwrite(HistoryStore store, byte[] key) {
        byte[] later = store.get(key).orElseThrow().clone();
        later[0]++;
        var batch = new RowBatch();
        batch.put(key, later);
        store.write(batch);
    }

    private static String kindOf(Bytes key) {
        return Character.toString((char) key.get()[0]);
    }

    private static Map<Bytes, byte[]> rows(Books books) {
        Map<Bytes, byte[]> rows = new TreeMap<>();
        books.stores.of(books.stores.partitions())
                .forEach(store -> store.ascending(new byte[] {0}, new byte[] {(byte) 0xff}, (key, value) -> {
                    if (!asItCame(kindOf(Bytes.wrap(key)))) {
                        rows.put(Bytes.wrap(key), value);
                    }
                    return true;
                }));
        return rows;
    }

    /** Records of the topics, and the place where they end, which says its layout in a way of its own. */
    private static boolean asItCame(String kind) {
        return kind.equals("e") || kind.equals("g") || kind.equals("r") || kind.equals("o");
    }

    private static void tellTheStory(Books books) {
        books.grant("ann", 1_000);
        books.grant("ann", 30);
        books.use("ann", "e1", "tokens", 5, books.now);
        books.use("ann", "e2", "calls", 1, books.now.minusSeconds(7_200));
        books.reserve("ann", new Command.ReserveFor.Credits(40), Duration.ofMinutes(5));
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 2), Duration.ofMinutes(5));
        books.commit("ann", 6, new Command.Actual.Units(1));
        books.reserve("ann", new Command.ReserveFor.Units("tokens", 3), Duration.ofMinutes(5));
        books.commit("ann", 8, new Command.Actual.Units(3));
        books.grant("ann", 70, 0, Optional.of(books.now.plusSeconds(600)), Optional.empty(), Optional.empty());
        books.voidBlock("ann", 3);
        books.use("ann", "e3", "no_such_metric", 5, books.now);
        books.catchUp();
        books.voidUsage("ann", "e1");
        books.refund("ann", 8);
        books.catchUp();
        subscribe(books);
        books.catchUp();
    }

    /** Cancelled at once, which ends its blocks before their time. */
    private static void subscribe(Books books) {
        books.decide("bob", new Command.CreateSubscription(TestEnvironment.PREPAID, Optional.empty(),
                Optional.empty(), Map.of()));
        books.now = books.now.plusSeconds(3_600);
        books.decide("bob", new Command.CancelSubscription(1, false));
    }
}
