package io.quotastack.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes the plain binary form of one record, as Avro's own writer does, for records of which each command makes some: it
 * makes no record of Avro's, and no walk along a schema. The caller writes all fields in the order of the schema, and
 * a test of the caller's holds the bytes against Avro's own.
 */
public final class AvroWriter {

    /** Most records are smaller. */
    private static final int FIRST_BYTES = 1024;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /** An {@code int} or a {@code long}: both are written alike. */
    public AvroWriter number(long value) {
        grow(LONGEST_NUMBER);
        long left = (value << 1) ^ (value >> 63);
        while ((left & ~0x7fL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return this;
    }

    public AvroWriter flag(boolean value) {
        grow(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    /** A lone surrogate becomes {@code ?}, as Avro's own writer has it. */
    public AvroWriter text(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        number(encoded.length);
        grow(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
        return this;
    }

    /** In milliseconds. */
    public AvroWriter time(Instant value) {
        return number(value.toEpochMilli());
    }

    /** A map of strings, in the order that it is walked along. */
    public AvroWriter texts(Map<String, String> values) {
        if (!values.isEmpty()) {
            number(values.size());
            values.forEach((name, value) -> text(name).text(value));
        }
        return number(0);
    }

    /** An array, by what writes one of its items. */
    public <T> AvroWriter list(List<T> items, BiConsumer<AvroWriter, T> item) {
        if (!items.isEmpty()) {
            number(items.size());
            for (T one : items) {
                item.accept(this, one);
            }
        }
        return number(0);
    }

    /** The branch of a union of null and something else; what is present is to be written next. */
    public AvroWriter branch(boolean present) {
        return number(present ? 1 : 0);
    }

    /** A string, or null when it is absent. */
    public AvroWriter optionalText(Optional<String> value) {
        return value.isPresent() ? branch(true).text(value.get()) : branch(false);
    }

    /** A {@code long}, or null when it is absent. */
    public AvroWriter optionalNumber(Optional<Long> value) {
        return value.isPresent() ? branch(true).number(value.get()) : branch(false);
    }

    /** A time, or null when it is absent. */
    public AvroWriter optionalTime(Optional<Instant> value) {
        return value.isPresent() ? branch(true).time(value.get()) : branch(false);
    }

    /** All that was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}
