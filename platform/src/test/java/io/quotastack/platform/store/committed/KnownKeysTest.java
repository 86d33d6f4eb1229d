package io.quotastack.platform.store.committed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A key that is there is never lacking, whatever is written while the rows are walked over. */
class KnownKeysTest {

    private static final long OF_FEW_KEYS = 64;

    @TempDir
    private Path folder;
    private RocksDB rows;

    @BeforeEach
    void open() throws RocksDBException {
        RocksDB.loadLibrary();
        rows = RocksDB.open(folder.toString());
    }

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void noKeyThatIsThereIsLackingWhileTheFilterGrows() throws RocksDBException {
        var random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            rows.put(key(i), new byte[1]);
        }
        try (var known = new KnownKeys(rows, key -> true, OF_FEW_KEYS)) {
            int written = 3_000;
            for (; written < 60_000; written++) {
                rows.put(key(written), new byte[1]);
                known.add(key(written));
                assertThat(known.lacks(key(random.nextInt(written + 1)))).isFalse();
            }
            for (int i = 0; i < written; i++) {
                assertThat(known.lacks(key(i))).isFalse();
            }
        }
    }

    @Test
    void mostKeysThatAreNotThereAreLackingOnceAllAreWalkedOver() throws RocksDBException {
        for (int i = 0; i < 3_000; i++) {
            rows.put(key(i), new byte[1]);
        }
        try (var known = new KnownKeys(rows, key -> true, OF_FEW_KEYS)) {
            while (!known.lacks(key(4_000)) && !known.lacks(key(4_001)) && !known.lacks(key(4_002))) {
                Thread.onSpinWait();
            }

            assertThat(lacking(known, 10_000, 20_000)).isGreaterThan(9_700);
        }
    }

    @Test
    void keysOfOtherKindsAreNeverLacking() throws RocksDBException {
        try (var known = new KnownKeys(rows, key -> key[key.length - 1] == '1', OF_FEW_KEYS)) {
            while (!known.lacks(key(1))) {
                Thread.onSpinWait();
            }

            assertThat(known.lacks(key(2))).isFalse();
        }
    }

    @Test
    void aDeletedKeyMayBeThere() throws RocksDBException {
        try (var known = new KnownKeys(rows, key -> true, OF_FEW_KEYS)) {
            rows.put(key(1), new byte[1]);
            known.add(key(1));
            rows.delete(key(1));

            assertThat(known.lacks(key(1))).isFalse();
        }
    }

    @Test
    void aFilterThatIsFullStaysAsItIsWhenOthersHaveTakenTheRest() throws RocksDBException {
        try (var known = new KnownKeys(rows, key -> true, OF_FEW_KEYS)) {
            int written = 0;
            while (known.bytes() < 16 << 10) {
                rows.put(key(written), new byte[1]);
                known.add(key(written++));
            }
            long before = known.bytes();
            try (var other = new KnownKeys(rows, key -> false, 64 << 20)) {
                assertThat(other.bytes()).isGreaterThanOrEqualTo(63 << 20);
                for (int i = 0; i < 100_000; i++) {
                    known.add(key(written++));
                }
                assertThat(known.bytes()).isEqualTo(before);
            }
        }
    }

    private static long lacking(KnownKeys known, int from, int to) {
        long lacking = 0;
        for (int i = from; i < to; i++) {
            lacking += known.lacks(key(i)) ? 1 : 0;
        }
        return lacking;
    }

    private static byte[] key(int number) {
        return "1-tenant-environment-customer-u-event-%d".formatted(number).getBytes(UTF_8);
    }
}
