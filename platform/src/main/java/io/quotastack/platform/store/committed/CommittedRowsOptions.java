package io.quotastack.platform.store.committed;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

import io.quotastack.platform.app.RocksDbMemory;

/** How these stores are kept, with the cache of all others. */
final class CommittedRowsOptions {

    static {
        RocksDB.loadLibrary();
    }

    /**
     * Most gets of a decision look for what is not there, such as an earlier charge of the same event. Filters of all keys
     * spare them the search of memtable and files; with about 20 bits a row the memtable's is hardly ever wrong.
     */
    private static final double SHARE_OF_MEMTABLE_FILTER = 0.01;
    private static final double FILTER_BITS = 10;
    private static final int OPEN_FILES = 512;

    private static final BloomFilter FILTER = new BloomFilter(FILTER_BITS, false);

    private CommittedRowsOptions() {}

    /**
     * To be closed after the rows that were opened with them. Only the oldest run of files, which has most of the rows, is
     * compressed: what is merged again soon would cost more than the room is worth.
     */
    static Options make(long memtableBytes) {
        var tables = new BlockBasedTableConfig().setBlockCache(RocksDbMemory.cache()).setFilterPolicy(FILTER)
                .setCacheIndexAndFilterBlocks(true).setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true).setPinL0FilterAndIndexBlocksInCache(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
        return new Options().setCreateIfMissing(true).setTableFormatConfig(tables)
                .setCompactionStyle(CompactionStyle.UNIVERSAL).setWriteBufferSize(memtableBytes)
                .setMaxWriteBufferNumber(3).setMemtablePrefixBloomSizeRatio(SHARE_OF_MEMTABLE_FILTER)
                .setMemtableWholeKeyFiltering(true).setInfoLogLevel(InfoLogLevel.WARN_LEVEL).setKeepLogFileNum(2)
                .setMaxOpenFiles(OPEN_FILES).setCompressionType(CompressionType.NO_COMPRESSION)
                .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION);
    }
}
