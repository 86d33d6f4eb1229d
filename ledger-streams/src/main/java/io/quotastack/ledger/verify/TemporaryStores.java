package io.quotastack.ledger.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** A directory of its own with all temporary rows; gone when it is closed. */
final class TemporaryStores implements AutoCloseable {

    static {
        RocksDB.loadLibrary();
    }

    private static final long CACHE_BYTES = 64L << 20;
    private static final long MEMTABLE_BYTES = 32L << 20;
    private static final double BLOOM_BITS = 10;

    private final Path directory;
    private final Cache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS, false);
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final Options options = new Options().setCreateIfMissing(true)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom)
                    .setCacheIndexAndFilterBlocks(true))
            .setWriteBufferSize(MEMTABLE_BYTES).setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL).setMaxOpenFiles(256);
    private final Deque<TemporaryRows> opened = new ArrayDeque<>();

    private TemporaryStores(Path directory) {
        this.directory = directory;
    }

    static TemporaryStores create() {
        try {
            return new TemporaryStores(Files.createTempDirectory("quotastack-verify"));
        } catch (IOException e) {
            throw new CannotVerifyException("there is no room for temporary rows: " + e, e);
        }
    }

    TemporaryRows open(String name) {
        try {
            var rows = new TemporaryRows(name, RocksDB.open(options, directory.resolve(name).toString()), unlogged);
            opened.push(rows);
            return rows;
        } catch (RocksDBException e) {
            throw new CannotVerifyException("there is no room for temporary rows: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        opened.forEach(TemporaryRows::close);
        options.close();
        unlogged.close();
        bloom.close();
        cache.close();
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary rows in " + directory + " cannot be deleted", e);
        }
    }
}
