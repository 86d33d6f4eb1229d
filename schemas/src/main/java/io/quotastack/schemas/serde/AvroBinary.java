package io.quotastack.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

import io.quotastack.schemas.avro.TrustedTypes;

/**
 * The plain binary form of one Avro record type, after a prefix of the caller's. Buffers, encoders and decoders are
 * used again; any number of threads, virtual ones too, may share an instance.
 */
public final class AvroBinary<T extends SpecificRecord> {

    private static final byte[] NO_PREFIX = {};
    /** A buffer that one giant record made larger than this is not kept. */
    private static final int KEPT_BUFFER_BYTES = 1 << 20;

    private final SpecificData data;
    private final Schema schema;
    private final DatumWriter<T> writer;
    private final Queue<Output> outputs = new ConcurrentLinkedQueue<>();
    private final Queue<Input<T>> inputs = new ConcurrentLinkedQueue<>();

    private static final class Output {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    }

    /** Readers are a cache for one thread at a time, so each input has its own. */
    private static final class Input<T> {
        /** By the schema object, since a schema's equals() walks all of it: registry clients keep one for each id. */
        final IdentityHashMap<Schema, DatumReader<T>> readers = new IdentityHashMap<>();
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(NO_PREFIX, null);
    }

    public AvroBinary(Class<T> type) {
        TrustedTypes.install();
        this.data = SpecificData.getForClass(type);
        // Generated code instead of a walk over the schema, for the types that Avro can generate it for.
        this.data.setCustomCoders(true);
        this.schema = data.getSchema(type);
        this.writer = newWriter();
    }

    /** The schema of the class: what records are written with. */
    public Schema schema() {
        return schema;
    }

    public byte[] encode(T value) {
        return encode(NO_PREFIX, value);
    }

    /** Fails with SerializationException when the record lacks a field. */
    public byte[] encode(byte[] prefix, T value) {
        Output output = Objects.requireNonNullElseGet(outputs.poll(), Output::new);
        try {
            output.bytes.reset();
            output.bytes.writeBytes(prefix);
            output.encoder = EncoderFactory.get().binaryEncoder(output.bytes, output.encoder);
            writer.write(value, output.encoder);
            output.encoder.flush();
            byte[] encoded = output.bytes.toByteArray();
            if (encoded.length <= KEPT_BUFFER_BYTES) {
                outputs.add(output);
            }
            return encoded;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("not a complete " + schema.getFullName() + ": " + e.getMessage(), e);
        }
    }

    public T decode(byte[] bytes) {
        return decode(schema, bytes, 0);
    }

    /**
     * Reads the record that begins at {@code offset} and ends with the bytes.
     *
     * @param writerSchema what it was written with; Avro's rules lead from there to the class
     * @throws SerializationException the bytes are something else, or more than one record, or the schema does not
     *             lead to the class
     */
    public T decode(Schema writerSchema, byte[] bytes, int offset) {
        Input<T> input = Objects.requireNonNullElseGet(inputs.poll(), Input::new);
        T value;
        boolean more;
        try {
            input.decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, input.decoder);
            value = input.readers.computeIfAbsent(writerSchema, this::newReader).read(null, input.decoder);
            more = !input.decoder.isEnd();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A hostile writer's schema may nest without end. The input is dropped: it may be in any state.
            throw new SerializationException("not a " + schema.getFullName() + ": " + e, e);
        }
        inputs.add(input);
        if (more) {
            throw new SerializationException("more bytes than one " + schema.getFullName());
        }
        return value;
    }

    @SuppressWarnings("unchecked") // what SpecificData reads into the schema of T is a T
    private DatumReader<T> newReader(Schema writerSchema) {
        return (DatumReader<T>) data.createDatumReader(writerSchema, schema);
    }

    @SuppressWarnings("unchecked") // as above
    private DatumWriter<T> newWriter() {
        return (DatumWriter<T>) data.createDatumWriter(schema);
    }
}
