package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.util.function.Function;

/** Rows laid out by hand, in big-endian numbers behind one byte, the number of the format. */
public final class NumberBytes {

    private static final byte FORMAT = 1;

    private NumberBytes() {}

    /** A row with room for so many bytes behind its format. */
    public static ByteBuffer row(int bytes) {
        return ByteBuffer.allocate(1 + bytes).put(FORMAT);
    }

    /** The bytes of a row that was filled: what is shorter than it says would be read as something else. */
    @SuppressWarnings("ByteBufferBackingArray") // as row() allocated it
    static byte[] full(ByteBuffer row) {
        if (row.hasRemaining()) {
            throw new IllegalStateException("a row with " + row.remaining() + " bytes that nobody wrote");
        }
        return row.array();
    }

    /** Throws a RuntimeException when the reader cannot read all of the row. */
    static <T> T read(byte[] value, Function<ByteBuffer, T> reader) {
        if (value.length == 0 || value[0] != FORMAT) {
            throw new IllegalArgumentException("not of format " + FORMAT);
        }
        ByteBuffer row = ByteBuffer.wrap(value, 1, value.length - 1);
        T read = reader.apply(row);
        if (row.hasRemaining()) {
            throw new IllegalArgumentException(row.remaining() + " bytes too many");
        }
        return read;
    }
}
