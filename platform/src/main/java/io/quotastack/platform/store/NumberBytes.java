package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** Rows laid out by hand, in big-endian numbers behind one byte, the number of the format. */
public final class NumberBytes {

    private NumberBytes() {}

    /** A row of format 1 with room for so many bytes behind that number. */
    public static ByteBuffer row(int bytes) {
        return row(1, bytes);
    }

    /** The same of a later format. */
    public static ByteBuffer row(int format, int bytes) {
        return ByteBuffer.allocate(1 + bytes).put((byte) format);
    }

    /** The bytes of a row that was filled: what is shorter than it says would be read as something else. */
    @SuppressWarnings("ByteBufferBackingArray") // as row() allocated it
    static byte[] full(ByteBuffer row) {
        if (row.hasRemaining()) {
            throw new IllegalStateException("a row with " + row.remaining() + " bytes that nobody wrote");
        }
        return row.array();
    }

    /**
     * Throws a RuntimeException when the reader cannot read all of the row.
     *
     * @param formats how each is read, format 1 first
     */
    static <T> T read(byte[] value, List<Function<ByteBuffer, T>> formats) {
        if (value.length == 0 || value[0] < 1 || value[0] > formats.size()) {
            throw new IllegalArgumentException(
                    "not of format " + (formats.size() == 1 ? "1" : "1 to " + formats.size()));
        }
        ByteBuffer row = ByteBuffer.wrap(value, 1, value.length - 1);
        T read = formats.get(value[0] - 1).apply(row);
        if (row.hasRemaining()) {
            throw new IllegalArgumentException(row.remaining() + " bytes too many");
        }
        return read;
    }
}
