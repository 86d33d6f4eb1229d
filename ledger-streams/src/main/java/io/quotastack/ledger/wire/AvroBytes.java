package io.quotastack.ledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

import org.jspecify.annotations.Nullable;

import io.quotastack.schemas.avro.TrustedTypes;

/**
 * Records that only we read, as plain Avro binary behind one byte that names the format: commands and state rows. Its
 * buffers are a thread's own, since it is on the path of every command.
 */
public final class AvroBytes<T extends SpecificRecord> {

    private static final byte FORMAT = 1;

    static {
        TrustedTypes.install();
    }

    private final Schema schema;
    private final ThreadLocal<Buffers<T>> buffers;

    public AvroBytes(Schema schema) {
        this.schema = schema;
        this.buffers = ThreadLocal.withInitial(() -> new Buffers<>(schema));
    }

    public byte[] write(T row) {
        Buffers<T> own = buffers.get();
        own.out.reset();
        own.out.write(FORMAT);
        own.encoder = EncoderFactory.get().directBinaryEncoder(own.out, own.encoder);
        try {
            own.writer.write(row, own.encoder);
            own.encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return own.out.toByteArray();
    }

    /** Throws IllegalArgumentException when the bytes are not such a record. */
    public T read(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalArgumentException("not a " + schema.getName() + " of format " + FORMAT);
        }
        Buffers<T> own = buffers.get();
        own.decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, own.decoder);
        try {
            return own.reader.read(null, own.decoder);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a " + schema.getName(), e);
        }
    }

    private static final class Buffers<T extends SpecificRecord> {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        private final SpecificDatumWriter<T> writer;
        private final SpecificDatumReader<T> reader;
        private @Nullable BinaryEncoder encoder;
        private @Nullable BinaryDecoder decoder;

        Buffers(Schema schema) {
            writer = new SpecificDatumWriter<>(schema);
            reader = new SpecificDatumReader<>(schema);
        }
    }
}
