package io.quotastack.platform.store;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.serde.AvroBinary;

/** Records that only we read, commands and state rows: plain Avro behind one byte that names the format. */
public final class AvroBytes<T extends SpecificRecord> {

    private static final byte[] FORMAT = {1};

    static {
        TrustedTypes.install();
    }

    private final AvroBinary<T> binary;

    public AvroBytes(Class<T> type) {
        this.binary = new AvroBinary<>(type);
    }

    public byte[] write(T row) {
        return binary.encode(FORMAT, row);
    }

    /** Throws IllegalArgumentException when the bytes are not such a record. */
    public T read(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT[0]) {
            throw new IllegalArgumentException("not a " + binary.schema().getName() + " of format " + FORMAT[0]);
        }
        try {
            return binary.decode(binary.schema(), bytes, 1);
        } catch (SerializationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
