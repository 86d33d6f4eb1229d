package io.quotastack.platform.app;

import java.util.Map;

import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One bound for the memory of all stores of the process; by default each store of each shard would have its own. */
public final class RocksDbMemory implements RocksDBConfigSetter {

    private static final long CACHE_BYTES = 128L << 20;
    private static final long WRITE_BUFFER_BYTES = 64L << 20;
    /** Few shards: an index or filter that is larger than one shard would be read again on every access. */
    private static final int CACHE_SHARD_BITS = 2;
    private static final double SHARE_OF_INDEX_AND_FILTERS = 0.3;
    /**
     * Most gets of a decision look for what is not there, such as an earlier charge of the same event. A filter of all keys
     * spares them the search of the memtable; with about 20 bits a row it is hardly ever wrong.
     */
    private static final double SHARE_OF_MEMTABLE_FILTER = 0.02;

    static {
        RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS, false, SHARE_OF_INDEX_AND_FILTERS);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

    /** Of all stores, those that Streams does not make too. */
    public static Cache cache() {
        return CACHE;
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var tables = (BlockBasedTableConfig) options.tableFormatConfig();
        tables.setBlockCache(CACHE);
        tables.setCacheIndexAndFilterBlocks(true);
        tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
        tables.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(tables);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES / 4);
        options.setMemtablePrefixBloomSizeRatio(SHARE_OF_MEMTABLE_FILTER);
        options.setMemtableWholeKeyFiltering(true);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared lives as long as the process.
    }
}
