package io.quotastack.ledger.history.store;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * What the stores of all partitions share, so that memory does not grow with their number: one cache, out of which the
 * unflushed rows are paid too. Closed after all of them.
 */
public final class HistoryMemory implements AutoCloseable {

    static {
        RocksDB.loadLibrary();
    }

    private static final long CACHE_BYTES = 96L << 20;
    /** Few shards for the few threads that read, so that what is unflushed leaves room in each. */
    private static final int CACHE_SHARD_BITS = 2;
    /** Also the bound of what a kill leaves to be read again: about 70,000 entries, a second or two. */
    private static final long UNFLUSHED_BYTES = 64L << 20;
    private static final long MEMTABLE_BYTES = 32L << 20;
    private static final double BLOOM_BITS = 10;

    private final Cache cache = new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS);
    private final WriteBufferManager unflushed = new WriteBufferManager(UNFLUSHED_BYTES, cache);
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS, false);

    /** To be closed with the database that was opened with them. */
    Options options() {
        var tables = new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom)
                .setIndexType(IndexType.kTwoLevelIndexSearch).setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true).setPinL0FilterAndIndexBlocksInCache(true)
                .setPinTopLevelIndexAndFilter(true);
        return new Options().setCreateIfMissing(true).setTableFormatConfig(tables).setWriteBufferManager(unflushed)
                .setWriteBufferSize(MEMTABLE_BYTES).setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(org.rocksdb.InfoLogLevel.WARN_LEVEL).setKeepLogFileNum(2).setMaxOpenFiles(256);
    }

    @Override
    public void close() {
        bloom.close();
        unflushed.close();
        cache.close();
    }
}
