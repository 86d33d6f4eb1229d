package io.quotastack.metering.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The batches that the intake looks into before Kafka's consumer does. */
class OversizeRecordsTest {

    private static final int MOST = 4 << 20;
    /** Of a batch, before its records. */
    private static final int HEADER_BYTES = 61;

    private final OversizeRecords oversize = new OversizeRecords(MOST);

    private static RecordBatch batch(CompressionType compression, byte[]... values) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1 << 20), RecordBatch.MAGIC_VALUE_V2,
                Compression.of(compression).build(), TimestampType.CREATE_TIME, 7);
        for (byte[] value : values) {
            builder.append(1_000L, new byte[] {1}, value);
        }
        return builder.build().batches().iterator().next();
    }

    private static List<Record> records(RecordBatch batch) {
        List<Record> records = new ArrayList<>();
        batch.forEach(records::add);
        return records;
    }

    /** Zeros, of which each compression makes the least. */
    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aRecordThatIsTooLargeIsReplacedHoweverSmallItIsInTheLog(CompressionType compression) {
        List<Record> seen = records(oversize.apply(batch(compression, new byte[3], new byte[MOST], new byte[4])));

        assertThat(seen).extracting(Record::offset).containsExactly(7L, 8L, 9L);
        assertThat(seen).extracting(Record::valueSize).containsExactly(3, -1, 4);
        assertThat(seen.get(1).headers()).extracting(Header::key).containsExactly("quotastack-omitted-bytes");
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = {"GZIP", "SNAPPY", "LZ4"})
    void aBatchTooSmallToHoldOneIsNotDecompressed(CompressionType compression) {
        RecordBatch torn = torn(batch(compression, "{\"units\":1}".getBytes(UTF_8)));

        assertThat(oversize.apply(torn)).isSameAs(torn);
        assertThatThrownBy(() -> records(torn)).as("who decompresses it, stumbles").isInstanceOf(Exception.class);
    }

    private static RecordBatch torn(RecordBatch whole) {
        ByteBuffer bytes = ByteBuffer.allocate(whole.sizeInBytes());
        whole.writeTo(bytes);
        for (int i = HEADER_BYTES; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0x55);
        }
        bytes.flip();
        return MemoryRecords.readableRecords(bytes).batches().iterator().next();
    }
}
