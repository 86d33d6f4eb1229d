package io.quotastack.metering.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;

import io.quotastack.platform.deadletter.DeadLetterHeaders;

/**
 * Looks at the records of a compressed batch before Kafka's consumer does, which would make room for as many bytes as a
 * record says it has: a megabyte in the log can say two billion. One that is too large is replaced by an empty record in
 * its place, which says how large it was, as its dead letter does then. All others stay as they are.
 */
final class OversizeRecords implements UnaryOperator<RecordBatch> {

    private static final int SKIPPED_AT_ONCE = 8 << 10;
    /** Where a record says which one of its batch it is, behind its length. */
    private static final int MOST_BYTES_TO_OFFSET = 1 + 10 + 5;
    private static final int VARINT_BYTES = 5;

    private final int mostBytes;

    /** @param mostBytes of a record that is let through */
    OversizeRecords(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** How many bytes the record had in whose place this one stands. */
    static Optional<String> sizeBefore(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(record.headers().lastHeader(DeadLetterHeaders.OMITTED_BYTES))
                .filter(header -> record.key() == null && record.value() == null).map(Header::value)
                .map(size -> new String(size, US_ASCII));
    }

    @Override
    public RecordBatch apply(RecordBatch batch) {
        if (!(batch instanceof DefaultRecordBatch compressed) || batch.compressionType() == CompressionType.NONE) {
            return batch; // the whole of it is here already
        }
        if ((long) batch.sizeInBytes() * mostOfAByte(batch.compressionType()) < mostBytes) {
            return batch; // most are: they need not be decompressed once more
        }
        try {
            return hasOversize(compressed) ? replaced(compressed) : batch;
        } catch (EOFException e) {
            return batch; // not what a batch is: the consumer says so
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How many bytes each byte of the batch may become, by the formats: a match of deflate has 258 bytes in two bits, a
     * further length byte of lz4 says 255, a copy of snappy has 64 bytes in three. Zstd has no such bound.
     */
    private static int mostOfAByte(CompressionType compression) {
        return switch (compression) {
            case NONE -> 1;
            case SNAPPY -> 64;
            case LZ4 -> 255;
            case GZIP -> 1_032;
            case ZSTD -> Integer.MAX_VALUE;
        };
    }

    private boolean hasOversize(DefaultRecordBatch batch) throws IOException {
        int count = batch.countOrNull();
        try (InputStream records = batch.recordInputStream(BufferSupplier.NO_CACHING)) {
            byte[] skipped = new byte[SKIPPED_AT_ONCE];
            for (int i = 0; i < count; i++) {
                int size = ByteUtils.readVarint(records);
                if (size > mostBytes) {
                    return true;
                }
                skip(records, size, skipped);
            }
        }
        return false;
    }

    private RecordBatch replaced(DefaultRecordBatch batch) throws IOException {
        TimestampType timestamps = batch.timestampType();
        Long appendedAt = timestamps == TimestampType.LOG_APPEND_TIME ? batch.maxTimestamp() : null;
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(64 << 10), batch.magic(),
                Compression.of(batch.compressionType()).build(), timestamps, batch.baseOffset(),
                appendedAt == null ? RecordBatch.NO_TIMESTAMP : appendedAt, batch.producerId(),
                batch.producerEpoch(), batch.baseSequence(), batch.isTransactional(), batch.isControlBatch(),
                batch.partitionLeaderEpoch());
        int count = batch.countOrNull();
        try (InputStream records = batch.recordInputStream(BufferSupplier.NO_CACHING)) {
            byte[] skipped = new byte[SKIPPED_AT_ONCE];
            for (int i = 0; i < count; i++) {
                int size = ByteUtils.readVarint(records);
                if (size > mostBytes) {
                    ByteBuffer start = ByteBuffer.wrap(records.readNBytes(MOST_BYTES_TO_OFFSET)).position(1);
                    long timestamp = batch.baseTimestamp() + ByteUtils.readVarlong(start);
                    long offset = batch.baseOffset() + ByteUtils.readVarint(start);
                    skip(records, size - MOST_BYTES_TO_OFFSET, skipped);
                    builder.appendWithOffset(offset, timestamp, (byte[]) null, null, new Header[] {
                        new RecordHeader(DeadLetterHeaders.OMITTED_BYTES, Integer.toString(size).getBytes(US_ASCII))});
                } else {
                    var bytes = ByteBuffer.allocate(VARINT_BYTES + size);
                    ByteUtils.writeVarint(size, bytes);
                    bytes.put(records.readNBytes(size)).flip();
                    DefaultRecord record = DefaultRecord.readFrom(bytes, batch.baseOffset(), batch.baseTimestamp(),
                            batch.baseSequence(), appendedAt);
                    builder.appendWithOffset(record.offset(), record.timestamp(), record.key(), record.value(),
                            record.headers());
                }
            }
        }
        builder.overrideLastOffset(batch.lastOffset());
        return builder.build().batches().iterator().next();
    }

    private static void skip(InputStream records, int size, byte[] into) throws IOException {
        int left = size;
        while (left > 0) {
            int read = records.read(into, 0, Math.min(left, into.length));
            if (read < 0) {
                throw new EOFException();
            }
            left -= read;
        }
    }
}
