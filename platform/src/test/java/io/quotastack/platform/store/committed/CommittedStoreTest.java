package io.quotastack.platform.store.committed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

import io.quotastack.platform.app.UnrecoverableException;
import io.quotastack.platform.commit.TransactionOfThread;

/**
 * What a kill leaves of a store is what its files have, since nothing of the memory is logged: so a copy of the files of a
 * running store is a killed one.
 */
class CommittedStoreTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("app-rows-changelog", 3);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final long BOOT = 77;
    private static final long SMALL = 512 << 10;

    @TempDir
    private Path folder;
    private int copies;
    private long end = Long.MAX_VALUE;
    private final List<CommittedStore> opened = new ArrayList<>();

    @AfterEach
    void close() {
        TransactionOfThread.abort();
        opened.forEach(CommittedStore::close);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aKillLeavesWhatIsRestoredToAllThatWasCommitted(long seed) throws Exception {
        var random = new Random(seed);
        CommittedStore store = open(folder.resolve("live"), NOON);
        var log = new Log();
        int usable = 0;
        for (int transaction = 0; transaction < 300; transaction++) {
            int writes = random.nextInt(40);
            for (int i = 0; i < writes; i++) {
                Bytes key = key(random.nextInt(200));
                byte @Nullable [] value = random.nextInt(5) == 0 ? null : new byte[random.nextInt(4_000)];
                if (value != null) {
                    random.nextBytes(value);
                }
                store.put(key, value);
                log.write(key, value);
            }
            if (random.nextInt(10) == 0) {
                usable += isRestored(store, log) ? 1 : 0;
            }
            log.commit();
            TransactionOfThread.commit(log.lastOffsets());
            if (random.nextInt(10) == 0) {
                usable += isRestored(store, log) ? 1 : 0;
            }
        }
        assertThat(usable).isGreaterThan(30);
    }

    /** Whether a copy of the files was of use: if so, it must come to the committed rows. */
    private boolean isRestored(CommittedStore store, Log log) throws Exception {
        CommittedStore killed = open(copy(store), NOON);
        Long offset = killed.committedOffset(CHANGELOG);
        if (offset != null) {
            killed.restore(log.committedAfter(offset));
            assertThat(rows(killed)).isEqualTo(log.committedRows());
        }
        killed.close();
        return offset != null;
    }

    @Test
    void aTransactionLargerThanTheMemoryMakesTheFilesUseless() throws Exception {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[200_000]);
        TransactionOfThread.commit(Map.of(CHANGELOG, 7L));
        CommittedStore flushed = open(copyOnceFlushed(store), NOON);
        for (int i = 0; i < 40; i++) {
            store.put(key(i), new byte[100_000]);
        }

        CommittedStore killed = open(copyOnceFlushed(store), NOON);

        assertThat(flushed.committedOffset(CHANGELOG)).isEqualTo(7);
        assertThat(killed.committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void whatAKillLeftIsOfNoUseAfterTheMachineFailed() throws Exception {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[200_000]);
        TransactionOfThread.commit(Map.of(CHANGELOG, 7L));
        Path left = copyOnceFlushed(store);

        CommittedStore seen = open(left, NOON);
        seen.commit(Map.of(CHANGELOG, 7L)); // as Streams does at each start
        seen.close();

        assertThat(open(left, NOON, BOOT + 1).committedOffset(CHANGELOG)).isNull();
    }

    /** After a commit that failed, Streams tells of what was acknowledged, closes the store and only then deletes it. */
    @Test
    void whatIsGivenUpIsNotTakenForCommitted() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[] {5});
        TransactionOfThread.commit(Map.of(CHANGELOG, 11L));
        store.put(key(2), new byte[] {6});
        TransactionOfThread.abort();
        store.commit(Map.of(CHANGELOG, 12L));
        store.close();

        assertThat(open(folder.resolve("live"), NOON).committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void goesOnToFlushWhenItIsOpenedAfterATransactionThatWasAborted() throws Exception {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[] {5});
        TransactionOfThread.abort();
        store.close();
        store.open(folder.resolve("live"), folder.resolve("aside"));
        store.committedOffset(CHANGELOG);

        store.put(key(1), new byte[200_000]);
        TransactionOfThread.commit(Map.of(CHANGELOG, 7L));

        assertThat(open(copyOnceFlushed(store), NOON).committedOffset(CHANGELOG)).isEqualTo(7);
    }

    @Test
    void aCleanEndKeepsAllAndSaysUpToWhere() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[] {5});
        TransactionOfThread.commit(Map.of(CHANGELOG, 11L));
        store.commit(Map.of(CHANGELOG, 11L));
        store.close();

        CommittedStore again = open(folder.resolve("live"), NOON.plus(Duration.ofHours(20)));

        assertThat(again.committedOffset(CHANGELOG)).isEqualTo(11);
        assertThat(again.get(key(1))).containsExactly(5);
    }

    @Test
    void whatAnAbortLeavesIsOfNoUse() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.commit(Map.of(CHANGELOG, 11L));
        store.put(key(1), new byte[] {5});
        TransactionOfThread.abort();
        store.close();

        assertThat(open(folder.resolve("live"), NOON).committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void rowsThatAreOlderThanTheChangelogKeepsDeletionsAreOfNoUse() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.commit(Map.of(CHANGELOG, 11L));
        store.close();
        CommittedStore seen = open(folder.resolve("live"), NOON.plus(Duration.ofHours(19)));
        seen.commit(Map.of(CHANGELOG, 11L));
        seen.close();

        Instant late = NOON.plus(Duration.ofHours(20)).plusMillis(1);

        assertThat(open(folder.resolve("live"), late).committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void rowsThatTheChangelogHasLostAreKept() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.commit(Map.of(CHANGELOG, 11L));
        store.close();

        end = 12;
        assertThat(open(folder.resolve("live"), NOON).committedOffset(CHANGELOG)).isEqualTo(11);
        opened.getLast().close();
        end = 11;
        assertThatThrownBy(() -> open(folder.resolve("live"), NOON.plus(Duration.ofDays(3))))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("up to offset 11, and that ends at 11");
        assertThat(folder.resolve("live")).doesNotExist();
        assertThat(folder.resolve("aside")).isNotEmptyDirectory();
    }

    /** What a kill left may be the work of a broker that did not sync, and lost it with the machine. */
    @Test
    void whatTheMachineMayHaveTakenFromTheChangelogIsNotMissed() throws Exception {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[200_000]);
        TransactionOfThread.commit(Map.of(CHANGELOG, 7L));
        Path left = copyOnceFlushed(store);
        end = 5;

        assertThat(open(left, NOON, BOOT + 1).committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void aWalkGoesFromOneKeyToAnotherBothIncludedAndSeesNoMark() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        for (int i = 0; i < 5; i++) {
            store.put(key(i), new byte[] {(byte) i});
        }
        store.delete(key(2));

        List<Bytes> walked = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(key(1), key(3))) {
            rows.forEachRemaining(row -> walked.add(row.key));
        }

        assertThat(walked).containsExactly(key(1), key(3));
        assertThat(rows(store)).hasSize(4);
    }

    @Test
    void aClosedStoreHasNoRowsToWalkAlong() {
        CommittedStore store = open(folder.resolve("live"), NOON);
        store.put(key(1), new byte[] {1});
        KeyValueIterator<Bytes, byte[]> rows = store.all();

        store.close();

        assertThatThrownBy(rows::hasNext).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.get(key(1))).isInstanceOf(InvalidStateStoreException.class);
    }

    @Test
    void aStoreThatCannotBeOpenedKeepsItsRowsFromNobody() {
        var broken = new CommittedStore("rows", changelog -> end, key -> true, Clock.fixed(NOON, ZoneOffset.UTC), BOOT,
                SMALL, (rows, kinds) -> {
                    throw new RocksDBException("no property");
                });
        assertThatThrownBy(() -> broken.open(folder.resolve("rows"), folder.resolve("aside")))
                .isInstanceOf(ProcessorStateException.class);

        assertThatCode(() -> open(folder.resolve("rows"), NOON)).doesNotThrowAnyException();
    }

    private CommittedStore open(Path at, Instant now) {
        return open(at, now, BOOT);
    }

    private CommittedStore open(Path at, Instant now, long boot) {
        var store = new CommittedStore("rows", changelog -> end, key -> true, Clock.fixed(now, ZoneOffset.UTC), boot,
                SMALL, KnownKeys::new);
        store.open(at, folder.resolve("aside"));
        store.committedOffset(CHANGELOG); // as Streams asks before anything is written
        opened.add(store);
        return store;
    }

    private Path copyOnceFlushed(CommittedStore store) throws Exception {
        while (store.opened().getLongProperty("rocksdb.num-immutable-mem-table") > 0) {
            Thread.onSpinWait();
        }
        return copy(store);
    }

    private Path copy(CommittedStore store) throws Exception {
        Path copy = Files.createDirectory(folder.resolve("copy-" + copies++));
        store.opened().pauseBackgroundWork();
        try (Stream<Path> files = Files.list(folder.resolve("live"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        } finally {
            store.opened().continueBackgroundWork();
        }
        return copy;
    }

    private static Bytes key(int number) {
        return Bytes.wrap("row-%04d".formatted(number).getBytes(UTF_8));
    }

    /** All rows; each is found by its key too, whatever is known of the keys by then. */
    private static Map<Bytes, Bytes> rows(CommittedStore store) {
        Map<Bytes, Bytes> all = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
            rows.forEachRemaining(row -> all.put(row.key, Bytes.wrap(row.value)));
        }
        all.forEach((key, value) -> assertThat(store.get(key)).isEqualTo(value.get()));
        return all;
    }

    /** The changelog, and what is committed of it. */
    private static final class Log {
        private final List<KeyValue<Bytes, Optional<byte[]>>> records = new ArrayList<>();
        private int committed;

        void write(Bytes key, byte @Nullable [] value) {
            records.add(KeyValue.pair(key, Optional.ofNullable(value)));
        }

        void commit() {
            committed = records.size();
        }

        Map<TopicPartition, Long> lastOffsets() {
            return committed == 0 ? Map.of() : Map.of(CHANGELOG, committed - 1L);
        }

        List<KeyValue<byte[], byte[]>> committedAfter(long offset) {
            return records.subList((int) offset + 1, committed).stream()
                    .map(each -> KeyValue.pair(each.key.get(), each.value.orElse(null))).toList();
        }

        Map<Bytes, Bytes> committedRows() {
            Map<Bytes, Bytes> rows = new TreeMap<>();
            for (var each : records.subList(0, committed)) {
                each.value.map(Bytes::wrap).ifPresentOrElse(value -> rows.put(each.key, value),
                        () -> rows.remove(each.key));
            }
            return rows;
        }
    }
}
