package io.quotastack.platform.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.serde.AvroBinary;

/**
 * Records that only we read, commands and state rows: plain Avro behind one byte, the number of the format. The resource
 * {@code /formats/<full name>/<number>.avsc} is the schema of a format, so that what any earlier version wrote stays
 * readable. Records are written in the last format, whose schema is that of the class.
 */
public final class AvroBytes<T extends SpecificRecord> {

    static {
        TrustedTypes.install();
    }

    /** Up to here no text, no JSON and no record of the registry begins: whatever does says a format of ours. */
    private static final int HIGHEST_FORMAT = 31;

    private final AvroBinary<T> binary;
    /** Format 1 first. */
    private final List<Schema> formats;
    private final byte[] current;

    public AvroBytes(Class<T> type) {
        this(type, storedFormats(type));
    }

    /** @param stored the schemas of all formats there were, the class's own last */
    AvroBytes(Class<T> type, List<Schema> stored) {
        this.binary = new AvroBinary<>(type);
        this.formats = new ArrayList<>(stored);
        if (stored.isEmpty() || !stored.getLast().equals(binary.schema())) {
            throw new IllegalStateException("the schema of " + binary.schema().getFullName()
                    + " is not that of its last format; a changed one needs a format of the next number");
        }
        // Avro generates a way to read for each schema object: the same one has the shortest.
        this.formats.set(stored.size() - 1, binary.schema());
        this.current = new byte[] {(byte) stored.size()};
    }

    private static List<Schema> storedFormats(Class<?> type) {
        List<Schema> stored = new ArrayList<>();
        for (int number = 1;; number++) {
            try (@Nullable
            InputStream schema = type.getResourceAsStream(resource(type, number))) {
                if (schema == null) {
                    return stored;
                }
                stored.add(new Schema.Parser().parse(schema));
            } catch (IOException e) {
                throw new UncheckedIOException("format " + number + " of " + type.getName() + " cannot be read", e);
            }
        }
    }

    private static String resource(Class<?> type, int number) {
        return "/formats/" + type.getName() + "/" + number + ".avsc";
    }

    public byte[] write(T row) {
        return binary.encode(current, row);
    }

    /**
     * Throws IllegalArgumentException when the bytes are not such a record, and {@link UnknownFormatException} when they
     * are one of a later format.
     */
    public T read(byte[] bytes) {
        int format = bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]);
        if (format == 0 || format > HIGHEST_FORMAT) {
            throw new IllegalArgumentException("not a " + binary.schema().getName() + " of a format up to "
                    + formats.size());
        }
        if (format > formats.size()) {
            throw UnknownFormatException.of("a " + binary.schema().getName(), format, formats.size());
        }
        try {
            return binary.decode(formats.get(format - 1), bytes, 1);
        } catch (SerializationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
