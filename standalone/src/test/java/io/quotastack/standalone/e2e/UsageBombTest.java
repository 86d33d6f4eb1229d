package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage that is small in Kafka's log and larger than the heap when it is read (512 MiB here). */
class UsageBombTest {

    private static final String LETTERS = "usage-events-dead-letters";
    private static final int MEGABYTE = 1 << 20;
    private static final int PARTITIONS = 2;

    @TempDir
    private Path directory;

    /** Records of a batch, written a piece at a time: what they say is never in memory here. */
    private static byte[] batch(CompressionType type, int count, int valueBytes) throws IOException {
        var compressed = new ByteBufferOutputStream(MEGABYTE);
        compressed.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        try (OutputStream records = Compression.of(type).build().wrapForOutput(compressed,
                RecordBatch.CURRENT_MAGIC_VALUE)) {
            for (int i = 0; i < count; i++) {
                writeRecord(new DataOutputStream(records), i, valueBytes);
            }
        }
        ByteBuffer bytes = compressed.buffer().flip();
        int size = bytes.limit();
        DefaultRecordBatch.writeHeader(bytes, 0, count - 1, size, RecordBatch.CURRENT_MAGIC_VALUE, type,
                TimestampType.CREATE_TIME, System.currentTimeMillis(), System.currentTimeMillis(),
                RecordBatch.NO_PRODUCER_ID, RecordBatch.NO_PRODUCER_EPOCH, RecordBatch.NO_SEQUENCE, false, false,
                false, RecordBatch.NO_PARTITION_LEADER_EPOCH, count);
        byte[] batch = new byte[size];
        bytes.position(0).limit(size).get(batch);
        return batch;
    }

    private static void writeRecord(DataOutputStream out, int offsetDelta, int valueBytes) throws IOException {
        int body = 1 + 1 + ByteUtils.sizeOfVarint(offsetDelta) + 1 + ByteUtils.sizeOfVarint(valueBytes) + valueBytes
                + 1;
        ByteUtils.writeVarint(body, out);
        out.write(0);
        ByteUtils.writeVarlong(0, out);
        ByteUtils.writeVarint(offsetDelta, out);
        ByteUtils.writeVarint(-1, out);
        ByteUtils.writeVarint(valueBytes, out);
        byte[] piece = new byte[64 << 10];
        for (int left = valueBytes; left > 0; left -= Math.min(left, piece.length)) {
            out.write(piece, 0, Math.min(left, piece.length));
        }
        ByteUtils.writeVarint(0, out);
        out.flush();
    }

    /** As any client of Kafka could, but without a client that keeps what it sends. */
    private static void produce(QuotaStackProcess process, int partition, byte[] batch) throws IOException {
        var data = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000);
        data.topicData().add(new ProduceRequestData.TopicProduceData().setName("usage-events")
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData().setIndex(partition)
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(batch))))));
        short version = 12; // the last one that names topics
        var header = new RequestHeader(ApiKeys.PRODUCE, version, "bomber", 1);
        ByteBuffer request = ProduceRequest.builder(data, false).build(version).serializeWithHeader(header);
        String[] address = process.bootstrapServers().split(":", -1);
        try (var socket = new Socket(address[0], Integer.parseInt(address[1]));
                var out = new DataOutputStream(socket.getOutputStream());
                var in = new DataInputStream(socket.getInputStream())) {
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            out.flush();
            byte[] answer = in.readNBytes(in.readInt());
            var response = (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            assertThat(response.errorCounts()).as("the broker takes it").containsOnlyKeys(Errors.NONE);
        }
    }

    @Test
    void usageGoesOnBehindRecordsThatAreLargerThanTheHeap() throws Exception {
        try (var process = QuotaStackProcess.start(directory, "--partitions", Integer.toString(PARTITIONS));
                var producer = new UsageProducer(process)) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit("calls", 10);
            Account account = tenant.account();
            account.grant(1_000);
            byte[] gzip = batch(CompressionType.GZIP, 1, 700 * MEGABYTE);
            byte[] zstd = batch(CompressionType.ZSTD, 600, MEGABYTE);
            assertThat(gzip.length).isLessThan(MEGABYTE);
            assertThat(zstd.length).isLessThan(64 << 10);

            for (int partition = 0; partition < PARTITIONS; partition++) {
                produce(process, partition, gzip);
            }
            produce(process, 0, zstd);
            for (int i = 0; i < 20; i++) {
                producer.avro("key-" + i, UsageProducer.event(tenant.id(), "after-" + i, "calls", 1)
                        .setCustomerId(account.id()).build());
            }

            for (int i = 0; i < 20; i++) {
                account.eventually("after-" + i, "charged");
            }
            try (var topics = new TopicReader(process)) {
                Predicate<ConsumerRecord<byte[], byte[]>> oversize = letter -> letter.headers().toString()
                        .contains("quotastack-omitted-bytes");
                assertThat(topics.raw(LETTERS, PARTITIONS, oversize)).hasSize(PARTITIONS);
            }
            assertThat(process.output()).doesNotContain("OutOfMemoryError");
        }
    }
}
