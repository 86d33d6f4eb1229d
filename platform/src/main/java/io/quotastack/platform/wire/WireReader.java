package io.quotastack.platform.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/** Reads what {@link WireWriter} wrote, part by part. */
public final class WireReader {

    private final ByteBuffer bytes;

    private WireReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * Reads all of it. Throws IllegalArgumentException when it has another format, or other parts than are read.
     *
     * @param parts reads them
     */
    public static <T> T read(byte[] bytes, Function<WireReader, T> parts) {
        var reader = new WireReader(bytes);
        try {
            int format = reader.octet();
            if (format != WireWriter.FORMAT) {
                throw new IllegalArgumentException("format " + format + " between nodes, where this one knows "
                        + WireWriter.FORMAT);
            }
            T read = parts.apply(reader);
            if (reader.bytes.hasRemaining()) {
                throw new IllegalArgumentException(reader.bytes.remaining() + " bytes more than expected");
            }
            return read;
        } catch (BufferUnderflowException | DateTimeException e) {
            throw new IllegalArgumentException("not what a node says", e);
        }
    }

    public int octet() {
        return bytes.get() & 0xff;
    }

    public boolean flag() {
        return octet() == 1;
    }

    public long number() {
        return bytes.getLong();
    }

    public int count() {
        return bytes.getInt();
    }

    public byte[] bytes() {
        byte[] part = new byte[lengthWithin()];
        bytes.get(part);
        return part;
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public <E extends Enum<E>> E constant(Class<E> type) {
        return Enum.valueOf(type, text());
    }

    public Instant instant() {
        return Instant.ofEpochSecond(number(), count());
    }

    public UUID id() {
        return new UUID(number(), number());
    }

    public TenantEnvironment environment() {
        return new TenantEnvironment(id(), constant(Environment.class));
    }

    public CustomerKey customer() {
        return new CustomerKey(environment(), id());
    }

    public OptionalLong optionalNumber() {
        return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    public <T> Optional<T> optional(Function<WireReader, T> reader) {
        return flag() ? Optional.of(reader.apply(this)) : Optional.empty();
    }

    public <T> List<T> list(Function<WireReader, T> reader) {
        int size = lengthWithin();
        List<T> parts = new ArrayList<>(Math.min(size, 1_024));
        for (int i = 0; i < size; i++) {
            parts.add(reader.apply(this));
        }
        return parts;
    }

    /** Leaves the rest unread. */
    public void skipRest() {
        bytes.position(bytes.limit());
    }

    /** Each part of a list or a text takes a byte at least, so that no length makes us take memory for what is not there. */
    private int lengthWithin() {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("a length of " + length + " with " + bytes.remaining() + " bytes left");
        }
        return length;
    }
}
